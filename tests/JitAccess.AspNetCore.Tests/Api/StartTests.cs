using NodaTime;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>Access that is to begin later, over HTTP.</summary>
public sealed class StartTests
{
    private static readonly JitPolicySet Later = JitPolicySet.Create("later", version: 1, JitPolicy.Create("maintain-orders")
        .Grants("orders:maintain").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .ScheduledUpTo(Duration.FromDays(7))
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")))
        .Build());

    [Fact]
    public async Task Submit_WithAStart_ShowsItAndTheGrantWaitsForIt()
    {
        await using var host = await ApiHost.StartAsync(jit => jit.AddPolicies(Later));

        var asked = (await AskAsync(host, "2026-03-02T11:30:00.25Z")).Is(201);
        Assert.Equal(("2026-03-02T11:30:00.250Z", "2026-03-02T11:30:00.250Z"), (asked.Text("startAt"), asked.Text("lapsesAt")));
        var approved = (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve"}""")).Is(201);
        var path = $"/jit/grants/{approved.Text("grantId")}";

        var waits = (await host.GetAsync("amina", path)).Is(200);
        Assert.Equal(("scheduled", "2026-03-02T11:30:00.250Z", "2026-03-02T12:00:00.250Z"), (waits.Text("state"), waits.Text("start"), waits.Text("end")));
        host.Jit.Should("amina").Deny("orders:maintain", "orders/1", Reason.NoGrant);

        await host.Jit.AdvanceAsync(Duration.FromMilliseconds(9_000_250));
        host.Jit.Should("amina").Allow("orders:maintain", "orders/1");
        Assert.Equal("active", (await host.GetAsync("amina", path)).Is(200).Text("state"));
    }

    [Fact]
    public async Task Policies_StartMayBeSet_SayHowFarAhead()
    {
        await using var host = await ApiHost.StartAsync(jit => jit.AddPolicies(Later));

        var policies = (await host.GetAsync("amina", "/jit/policies")).Is(200).Json.GetProperty("items").EnumerateArray().ToList();

        Assert.Equal("PT168H", policies.Single(policy => policy.GetProperty("name").GetString() == "maintain-orders").GetProperty("scheduledUpTo").GetString());
        Assert.False(policies.Single(policy => policy.GetProperty("name").GetString() == "refund-order").TryGetProperty("scheduledUpTo", out _));
    }

    [Theory]
    [InlineData("2026-03-02T11:30:00", "value-invalid")]
    [InlineData("2026-03-02T11:30:00+01:00", "value-invalid")]
    [InlineData("2026-03-02", "value-invalid")]
    [InlineData("2026-02-30T11:30:00Z", "value-invalid")]
    [InlineData("tomorrow", "value-invalid")]
    [InlineData("-9998-01-01T00:00:00Z", "start-passed")]
    [InlineData("2026-03-02T09:00:00Z", "start-passed")]
    [InlineData("9999-12-31T23:59:59.999999999Z", "start-too-far")]
    [InlineData("2026-03-09T09:00:00.000000001Z", "start-too-far")]
    public async Task Submit_WithABadStart_IsRefused(string startAt, string reason)
    {
        await using var host = await ApiHost.StartAsync(jit => jit.AddPolicies(Later));

        var refused = await AskAsync(host, startAt);

        Assert.Equal("startAt", refused.Refuses(reason == "value-invalid" ? 400 : 422, reason).Text("member"));
    }

    private static Task<Answer> AskAsync(ApiHost host, string startAt) => host.PostAsync(
        "amina", "/jit/requests", $$"""{"policy":"maintain-orders","resource":"orders/1","duration":"PT30M","startAt":"{{startAt}}"}""");
}
