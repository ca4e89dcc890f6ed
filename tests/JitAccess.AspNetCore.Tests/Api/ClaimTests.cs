using NodaTime;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>Access that waits for its holder, over HTTP.</summary>
public sealed class ClaimTests
{
    private static readonly JitPolicySet Vault = JitPolicySet.Create("vault", version: 1, JitPolicy.Create("open-vault")
        .Grants("vault:open").On("vault/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .BeginsWhenClaimed(Duration.FromHours(4))
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")))
        .Build());

    [Fact]
    public async Task Activate_ByTheHolder_StartsTheClockAndAnswersWithTheRequest()
    {
        await using var host = await ApiHost.StartAsync(jit => jit.AddPolicies(Vault));
        var asked = (await AskAsync(host)).Is(201);
        var path = $"/jit/requests/{asked.Id}/activate";
        Assert.Equal("pending", (await host.PostAsync("amina", path, json: null)).Refuses(409, "not-claimable").Text("value"));
        var approved = (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve"}""")).Is(201);
        var grant = $"/jit/grants/{approved.Text("grantId")}";
        var waits = (await host.GetAsync("amina", grant)).Is(200);
        Assert.Equal(("claimable", "2026-03-02T13:00:00.000Z"), (waits.Text("state"), waits.Text("end")));
        (await host.PostAsync("bo", path, json: null)).Refuses(403, "not-holder");
        (await host.PostAsync("eve", path, json: null)).Refuses(404, "not-found");
        await host.Jit.AdvanceAsync(Duration.FromHours(2));

        var claimed = (await host.PostAsync("amina", path, "{}", ("Idempotency-Key", "claim-1"))).Is(201);

        Assert.Equal((asked.Id, approved.Text("grantId"), "approved"), (claimed.Id, claimed.Text("grantId"), claimed.Text("state")));
        Assert.Equal($"/jit/requests/{asked.Id}", claimed.Headers.Location!.ToString());
        var begun = (await host.GetAsync("amina", grant)).Is(200);
        Assert.Equal(("active", "2026-03-02T11:00:00.000Z", "2026-03-02T11:30:00.000Z"), (begun.Text("state"), begun.Text("start"), begun.Text("end")));
        (await host.PostAsync("amina", path, "{}", ("Idempotency-Key", "claim-1"))).Is(201);
        (await host.PostAsync("amina", path, "{}", ("Idempotency-Key", "claim-2"))).Refuses(409, "not-claimable");
        (await host.GetAsync("amina", $"/jit/requests/{asked.Id}", ("If-None-Match", claimed.Headers.ETag!.ToString()))).Is(304);
    }

    [Fact]
    public async Task Policies_GrantsWait_SaySo()
    {
        await using var host = await ApiHost.StartAsync(jit => jit.AddPolicies(Vault));

        var policies = (await host.GetAsync("amina", "/jit/policies")).Is(200).Json.GetProperty("items").EnumerateArray().ToList();

        var policy = policies.Single(item => item.GetProperty("name").GetString() == "open-vault");
        Assert.Equal(("claim", "PT4H"), (policy.GetProperty("activation").GetString(), policy.GetProperty("claimFor").GetString()));
        Assert.False(policies.Single(item => item.GetProperty("name").GetString() == "refund-order").TryGetProperty("activation", out _));
    }

    [Fact]
    public async Task Submit_WithAStart_IsRefused()
    {
        await using var host = await ApiHost.StartAsync(jit => jit.AddPolicies(Vault));
        Assert.Equal("startAt", (await AskAsync(host, ""","startAt":"2026-03-02T11:30:00Z" """)).Refuses(422, "start-not-allowed").Text("member"));
    }

    private static Task<Answer> AskAsync(ApiHost host, string more = "") => host.PostAsync(
        "amina", "/jit/requests", $$"""{"policy":"open-vault","resource":"vault/1","duration":"PT30M"{{more}}}""");
}
