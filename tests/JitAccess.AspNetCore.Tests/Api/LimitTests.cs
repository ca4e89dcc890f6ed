using JitAccess.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>Limits, cool-downs, and a store that is away.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Submit_AfterADenial_WaitsAsLongAsRetryAfterSays()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();
        (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"deny","comment":"not this one"}""")).Is(201);
        host.Jit.Time.Advance(Duration.FromMilliseconds(1500));

        var answer = await host.PostAsync(
            "amina", "/jit/requests", """{"policy":"refund-order","resource":"orders/4711","duration":"PT1M","justification":"customer was charged twice"}""");

        Assert.Equal(TimeSpan.FromSeconds(299), answer.Refuses(429, "cooling-down").Headers.RetryAfter!.Delta);
        host.Jit.Time.Advance(Duration.FromSeconds(299));
        await host.AskAsync();
    }

    [Fact]
    public async Task Submit_BeyondTheLimit_IsRefusedWithIt()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.Configure(options => options.Limits.PendingRequests = 2));
        await host.AskAsync(order: "1");
        await host.AskAsync(order: "2");

        var answer = await host.PostAsync(
            "amina", "/jit/requests", """{"policy":"refund-order","resource":"orders/3","duration":"PT1M","justification":"customer was charged twice"}""");

        Assert.Equal("2", answer.Refuses(429, "too-many-pending").Text("limit"));
        Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Command_RefusedTooOften_MalformedOnesIncluded_IsRefusedAtOnce()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.Configure(options => options.Limits.RefusedCommandsPerHour = 3));

        (await host.PostAsync("amina", "/jit/requests", "[]")).Refuses(400, "malformed");
        (await host.PostAsync("amina", "/jit/requests", new string('x', 70_000))).Refuses(413, "body-too-large");
        (await host.PostAsync("amina", "/jit/requests", """{"policy":"no-such","duration":"PT1M"}""")).Refuses(422, "policy-unknown");
        var answer = (await host.PostAsync("amina", "/jit/requests", "[]")).Refuses(429, "too-many-refusals");

        Assert.Equal(TimeSpan.FromHours(1), answer.Headers.RetryAfter!.Delta);
        (await host.GetAsync("amina", "/jit/requests")).Is(200);
        await host.AskAsync("ravi");
        host.Jit.Time.Advance(Duration.FromHours(1));
        await host.AskAsync();
    }

    [Fact]
    public async Task End_OfOneWhoWasRefusedTooOften_IsDone()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.Configure(options => options.Limits.RefusedCommandsPerHour = 1));
        var asked = await host.AskAsync();
        var withdrawn = await host.AskAsync(order: "2");
        var grant = await host.GrantAsync(order: "3");
        (await host.PostAsync("bo", "/jit/requests", "[]")).Refuses(400, "malformed");
        (await host.PostAsync("amina", "/jit/requests", "[]")).Refuses(400, "malformed");

        (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve"}""")).Refuses(429, "too-many-refusals");
        (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"deny"}""")).Is(201);
        (await host.PostAsync("bo", $"/jit/grants/{grant}/revoke", "[]")).Refuses(429, "too-many-refusals");
        (await host.PostAsync("bo", $"/jit/grants/{grant}/revoke", """{"reason":"a mistake"}""")).Is(201);
        (await host.PostAsync("amina", $"/jit/requests/{withdrawn.Id}/withdraw", json: null)).Is(201);
    }

    [Fact]
    public async Task Refusal_ByTheServiceThroughTheApi_IsCountedOnce()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.Configure(options => options.Limits.RefusedCommandsPerHour = 2));

        foreach (var _ in Enumerable.Range(0, 2))
        {
            (await host.PostAsync("amina", $"/jit/requests/{new string('a', 26)}/withdraw", json: null)).Refuses(404, "not-found");
        }

        (await host.PostAsync("amina", $"/jit/requests/{new string('a', 26)}/withdraw", json: null)).Refuses(429, "too-many-refusals");
    }

    [Fact]
    public async Task SubmitAndApprove_OnANodeThatRefuses_AreUnavailableAndTheEndOfAccessIsNot()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();
        var grant = await host.GrantAsync(order: "2");
        var freshness = host.Services.GetRequiredService<NodeFreshness>();
        freshness.State = freshness.State with { Fault = "the test says so" };

        var ask = """{"policy":"refund-order","resource":"orders/3","duration":"PT1M","justification":"customer was charged twice"}""";
        var refused = (await host.PostAsync("amina", "/jit/requests", ask)).Refuses(503, "not-synchronised");
        (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve"}""")).Refuses(503, "not-synchronised");

        Assert.Equal("node-refuses", refused.Text("value"));
        Assert.True(refused.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        (await host.GetAsync("amina", "/jit/requests")).Is(200);
        (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"deny"}""")).Is(201);
        (await host.PostAsync("amina", $"/jit/grants/{grant}/release", json: null)).Is(201);
    }

    [Fact]
    public async Task Route_WhileTheStoreIsAway_IsUnavailableAndLogsNothingOfIt()
    {
        await using var host = await ApiHost.StartAsync(breakable: true);
        var asked = await host.AskAsync();
        var grant = await host.GrantAsync(order: "2");
        host.Store.IsAway = true;
        host.Log.Clear();

        Answer[] answers =
        [
            await host.GetAsync("amina", "/jit/policies"),
            await host.GetAsync("amina", "/jit/requests"),
            await host.GetAsync("amina", $"/jit/requests/{asked.Id}"),
            await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve"}"""),
            await host.PostAsync("amina", $"/jit/requests/{asked.Id}/withdraw", json: null),
            await host.PostAsync("amina", "/jit/requests", """{"policy":"refund-order","duration":"PT1M","justification":"customer was charged twice"}"""),
            await host.GetAsync("amina", "/jit/grants"),
            await host.GetAsync("amina", $"/jit/grants/{grant}"),
            await host.PostAsync("amina", $"/jit/grants/{grant}/release", json: null),
            await host.PostAsync("bo", $"/jit/grants/{grant}/revoke", """{"reason":"because"}"""),
            await host.PostAsync("amina", "/jit/check", """{"permission":"keys:rotate"}"""),
        ];

        Assert.All(answers, answer => Assert.True(answer.Refuses(503, "store-unavailable").Headers.RetryAfter!.Delta > TimeSpan.Zero));
        Assert.Equal(answers.Length, host.Log.Ours.Count);
        Assert.All(host.Log.Ours, line => Assert.Equal("A request could not be answered: store-unavailable.", line.Text));
        host.Store.IsAway = false;
        (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve"}""")).Is(201);
    }

    [Fact]
    public async Task Check_OnANodeThatIsNotFresh_IsUnavailableRatherThanDenied()
    {
        await using var host = await ApiHost.StartAsync();
        await host.GrantAsync();

        host.Jit.Time.StepWall(Duration.FromSeconds(1));
        host.Jit.Time.Suspend(Duration.FromMinutes(1));
        var answer = await host.PostAsync("amina", "/jit/check", """{"permission":"orders:refund","resource":"orders/4711"}""");

        answer.Refuses(503, "node-stale");
    }
}
