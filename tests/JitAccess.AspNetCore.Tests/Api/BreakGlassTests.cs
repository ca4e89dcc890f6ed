using System.Globalization;
using System.Net;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>Breaking the glass and its review, over HTTP.</summary>
public sealed class BreakGlassTests
{
    private const string Ask = """{"policy":"break-glass","resource":"orders/1","duration":"PT10M","justification":"the till is down"}""";
    private const string Fine = """{"outcome":"justified","comment":"the till was down"}""";

    private static readonly JitPolicySet Emergency = JitPolicySet.Create("emergency", version: 1, JitPolicy.Create("break-glass")
        .Grants("orders:repair").On("orders/*")
        .Eligible(Has.Role("on-call"))
        .UpTo(Duration.FromMinutes(15))
        .RequiresJustification(minLength: 5)
        .BreakGlass(glass => glass.ReviewedBy(Has.Role("support-lead")))
        .Build());

    [Fact]
    public async Task BreakGlass_FreshSignIn_IsApprovedInTheAnswerAndOwesAReview()
    {
        await using var host = await StartAsync();

        var asked = (await BreakAsync(host)).Is(201);

        Assert.Equal("approved", asked.Text("state"));
        host.Jit.Should("olga").Allow("orders:repair", "orders/1");
        var grant = (await host.GetAsync("olga", $"/jit/grants/{asked.Text("grantId")}")).Is(200);
        Assert.Equal("""{"outcome":"owed"}""", grant.Json.GetProperty("review").GetRawText());
        (await BreakAsync(host)).Refuses(409, "review-owed");
    }

    [Fact]
    public async Task BreakGlass_OldSignIn_IsChallengedForAFreshOne()
    {
        await using var host = await StartAsync();

        var answer = await BreakAsync(host, age: 300);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains("max_age=\"300\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        answer.Refuses(401, "authentication-too-old");
    }

    [Fact]
    public async Task Review_ByAnother_SettlesItAndLetsTheHolderBreakItAgain()
    {
        await using var host = await StartAsync();
        var grant = (await BreakAsync(host)).Is(201).Text("grantId");
        await host.Jit.AdvanceAsync(Duration.FromMinutes(10));
        Assert.Equal(grant, (await host.GetAsync("bo", "/jit/grants")).Is(200).Json.GetProperty("items")[0].GetProperty("id").GetString());

        var reviewed = (await host.PostAsync("bo", $"/jit/grants/{grant}/review", Fine)).Is(201);

        Assert.Equal($"/jit/grants/{grant}", reviewed.Headers.Location!.ToString());
        Assert.Equal(
            """{"outcome":"justified","by":{"issuer":"https://people.test","id":"bo"},"at":"2026-03-02T09:10:00.000Z","comment":"the till was down"}""",
            reviewed.Json.GetProperty("review").GetRawText());
        (await BreakAsync(host)).Is(201);
    }

    [Theory]
    [InlineData("bo", """{"outcome":"justified"}""", 400, "member-missing")]
    [InlineData("bo", """{"outcome":"fine","comment":"ok"}""", 400, "value-invalid")]
    [InlineData("bo", """{"outcome":"justified","comment":""}""", 400, "text-invalid")]
    [InlineData("bo", """{"outcome":"justified","comment":"ok","by":"bo"}""", 400, "member-server-only")]
    [InlineData("bo", Fine, 409, "review-not-due")]
    [InlineData("olga", Fine, 409, "review-not-due")]
    [InlineData("ravi", Fine, 404, "not-found")]
    public async Task P05_Review_WhatCannotBe_IsRefused(string who, string body, int status, string reason)
    {
        await using var host = await StartAsync();
        var grant = (await BreakAsync(host)).Is(201).Text("grantId");

        (await host.PostAsync(who, $"/jit/grants/{grant}/review", body)).Refuses(status, reason);
    }

    [Fact]
    public async Task P05_Review_ByTheHolder_IsRefused()
    {
        await using var host = await StartAsync();
        var grant = (await BreakAsync(host)).Is(201).Text("grantId");
        await host.Jit.AdvanceAsync(Duration.FromMinutes(10));

        (await host.PostAsync("olga", $"/jit/grants/{grant}/review", Fine)).Refuses(403, "self-approval");
    }

    [Fact]
    public async Task Policies_OfWhoMayBreakTheGlass_SayWhatItTakes()
    {
        await using var host = await StartAsync();

        var policies = (await host.GetAsync("olga", "/jit/policies")).Is(200).Json.GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(
            """{"reviewers":"the role support-lead","signedInWithin":"PT5M"}""",
            policies.Single(policy => policy.GetProperty("name").GetString() == "break-glass").GetProperty("breakGlass").GetRawText());
    }

    private static Task<ApiHost> StartAsync() => ApiHost.StartAsync(jit => jit.AddPolicies(Emergency));

    private static Task<Answer> BreakAsync(ApiHost host, long age = 10) => host.PostAsync(
        "olga", "/jit/requests", Ask, ("X-Claims", $"auth_time={(host.Jit.Time.Now.ToUnixTimeSeconds() - age).ToString(CultureInfo.InvariantCulture)}"));
}
