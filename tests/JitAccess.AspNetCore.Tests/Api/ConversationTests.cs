using Microsoft.Extensions.DependencyInjection;
using System.Text.Json;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>The whole conversation: ask, read, decide, use, give back.</summary>
public sealed class ConversationTests
{
    private const string Approve = """{"decision":"approve"}""";

    [Fact]
    public async Task Submit_WithinThePolicy_AnswersTheDocumentThatGetShows()
    {
        await using var host = await ApiHost.StartAsync();

        var asked = await host.AskAsync();

        Assert.Equal("application/json", asked.ContentType);
        Assert.Equal($"/jit/requests/{asked.Id}", asked.Headers.Location!.ToString());
        Assert.Equal(
            $$$"""{"id":"{{{asked.Id}}}","policy":"refund-order","policyVersion":3,"subject":{"issuer":"https://people.test","id":"amina","name":"amina"},"scopes":[{"permission":"orders:refund","resource":"orders/4711"}],"duration":"PT30M","justification":"customer was charged twice","state":"pending","createdAt":"2026-03-02T09:00:00.000Z","lapsesAt":"2026-03-03T09:00:00.000Z","stages":[{"name":"lead","needs":1,"approvals":0,"open":true,"approvers":"the role support-lead","votes":[]}]}""",
            asked.Body);
        var read = (await host.GetAsync("amina", asked.Headers.Location.ToString())).Is(200);
        Assert.Equal(asked.Body, read.Body);
        Assert.Equal(asked.ETag, read.ETag);
        Assert.False(read.Headers.ETag!.IsWeak);
    }

    [Fact]
    public async Task Submit_NamingNothing_TakesThePolicyWhole()
    {
        await using var host = await ApiHost.StartAsync();

        var asked = await host.PostAsync(
            "amina", "/jit/requests", """{"policy":"refund-order","duration":"PT1H","justification":"month end clearance"}""");

        Assert.Equal("""[{"permission":"orders:refund","resource":"orders/*"}]""", asked.Is(201).Json.GetProperty("scopes").GetRawText());
    }

    [Fact]
    public async Task Submit_AutoApproved_IsApprovedAndLiveWhenTheAnswerArrives()
    {
        await using var host = await ApiHost.StartAsync();

        var asked = await host.PostAsync("bo", "/jit/requests", """{"policy":"read-payroll","duration":"PT15M","ticket":"OPS-7"}""");

        Assert.Equal("approved", asked.Is(201).Text("state"));
        Assert.Equal("""[{"permission":"payroll:read"}]""", asked.Json.GetProperty("scopes").GetRawText());
        host.Jit.Should("bo").Allow("payroll:read");
        var grant = (await host.GetAsync("bo", $"/jit/grants/{asked.Text("grantId")}")).Is(200);
        Assert.Equal(
            $$$"""{"id":"{{{asked.Text("grantId")}}}","requestId":"{{{asked.Id}}}","policy":"read-payroll","subject":{"issuer":"https://people.test","id":"bo","name":"bo"},"scopes":[{"permission":"payroll:read"}],"state":"active","start":"2026-03-02T09:00:00.000Z","end":"2026-03-02T09:15:00.000Z","secondsLeft":900}""",
            grant.Body);
    }

    [Fact]
    public async Task Vote_LastOneNeeded_MakesTheGrantLiveWhenTheAnswerArrives()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.PostAsync(
            "amina", "/jit/requests", """{"policy":"delete-customer","resource":"customers/9","duration":"PT30M","ticket":"OPS-1"}""");

        var first = (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve","comment":"checked with\nlegal"}""")).Is(201);
        host.Jit.Should("amina").Deny("customers:delete", "customers/9", Reason.NoGrant);
        var second = (await host.PostAsync("dara", $"/jit/requests/{asked.Id}/votes", Approve)).Is(201);

        Assert.Equal("pending", first.Text("state"));
        Assert.False(first.Has("grantId"));
        var stages = first.Json.GetProperty("stages");
        Assert.Equal("""{"voter":{"issuer":"https://people.test","id":"bo"},"decision":"approve","at":"2026-03-02T09:00:00.000Z","comment":"checked with\nlegal"}""", stages[0].GetProperty("votes")[0].GetRawText());
        Assert.False(stages[0].GetProperty("open").GetBoolean());
        Assert.True(stages[1].GetProperty("open").GetBoolean());
        Assert.Equal("approved", second.Text("state"));
        Assert.Equal($"/jit/requests/{asked.Id}", second.Headers.Location!.ToString());
        var grant = (await host.GetAsync("amina", $"/jit/grants/{second.Text("grantId")}")).Is(200);
        Assert.Equal(1, grant.Json.GetProperty("usesLeft").GetInt32());
        Assert.False(grant.Has("endedBecause"));
    }

    [Fact]
    public async Task Vote_Narrowing_GrantsLess()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.PostAsync("amina", "/jit/requests", """{"policy":"refund-order","duration":"PT1H","justification":"month end clearance"}""");

        var voted = await host.PostAsync(
            "bo",
            $"/jit/requests/{asked.Id}/votes",
            """{"decision":"approve","narrowTo":{"duration":"PT5M","permissions":["orders:refund"],"resource":"orders/7"}}""");

        Assert.Equal("PT5M", voted.Is(201).Text("duration"));
        host.Jit.Should("amina").Allow("orders:refund", "orders/7").And.Deny("orders:refund", "orders/8", Reason.OutOfScope);
    }

    [Fact]
    public async Task Grant_AtItsEnd_IsExpiredWithoutAnybodyDoingAnything()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.GrantAsync();

        await host.Jit.AdvanceAsync(Duration.FromMinutes(30) - Duration.FromMilliseconds(1));
        var before = await host.GetAsync("amina", $"/jit/grants/{id}");
        host.Jit.Time.Advance(Duration.FromMilliseconds(1));
        var at = await host.GetAsync("amina", $"/jit/grants/{id}");

        Assert.Equal(("active", 0), (before.Text("state"), before.Json.GetProperty("secondsLeft").GetInt32()));
        Assert.Equal(("expired", "expired", 0), (at.Text("state"), at.Text("endedBecause"), at.Json.GetProperty("secondsLeft").GetInt32()));
    }

    [Fact]
    public async Task Release_ByTheHolder_EndsAtOnce()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.GrantAsync();

        var released = (await host.PostAsync("amina", $"/jit/grants/{id}/release", json: null)).Is(201);

        host.Jit.Should("amina").Deny("orders:refund", "orders/4711", Reason.Released);
        Assert.Equal(("released", "released"), (released.Text("state"), released.Text("endedBecause")));
        Assert.Equal($"/jit/grants/{id}", released.Headers.Location!.ToString());
        Assert.Equal(released.Body, (await host.GetAsync("amina", $"/jit/grants/{id}")).Body);
        (await host.PostAsync("amina", $"/jit/grants/{id}/release", "{}")).Refuses(409, "grant-ended");
    }

    [Fact]
    public async Task Revoke_ByAnApprover_EndsAtOnceAndSaysWhy()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.GrantAsync();

        (await host.PostAsync("chen", $"/jit/grants/{id}/revoke", """{"reason":"not mine"}""")).Refuses(403, "may-not-revoke");
        var revoked = (await host.PostAsync("bo", $"/jit/grants/{id}/revoke", """{"reason":"the customer called it off"}""")).Is(201);

        host.Jit.Should("amina").Deny("orders:refund", "orders/4711", Reason.Revoked);
        Assert.Equal(("revoked", "the customer called it off"), (revoked.Text("state"), revoked.Text("endedBecause")));
    }

    [Fact]
    public async Task Withdraw_ByTheRequester_SettlesTheRequest()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();

        (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/withdraw", json: null)).Refuses(403, "not-requester");
        var withdrawn = (await host.PostAsync("amina", $"/jit/requests/{asked.Id}/withdraw", json: null)).Is(201);

        Assert.Equal("withdrawn", withdrawn.Text("state"));
        Assert.Equal($"/jit/requests/{asked.Id}", withdrawn.Headers.Location!.ToString());
        (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", Approve)).Refuses(409, "request-settled");
    }

    [Fact]
    public async Task Lists_AreSeenByTheirParties()
    {
        await using var host = await ApiHost.StartAsync();
        var first = await host.AskAsync(order: "1");
        var second = await host.AskAsync(order: "2");
        var grant = await host.GrantAsync(order: "3");

        var mine = (await host.GetAsync("amina", "/jit/requests?limit=2")).Is(200);
        var rest = (await host.GetAsync("amina", $"/jit/requests?limit=2&after={Uri.EscapeDataString(mine.Text("next"))}")).Is(200);
        var waiting = (await host.GetAsync("chen", "/jit/requests")).Is(200);

        Assert.Equal(2, mine.Json.GetProperty("items").GetArrayLength());
        Assert.Equal(3, Ids(mine).Concat(Ids(rest)).Distinct(StringComparer.Ordinal).Count());
        Assert.False(rest.Has("next"));
        Assert.Equal(new[] { first.Id, second.Id }.Order(StringComparer.Ordinal), Ids(waiting).Order(StringComparer.Ordinal));
        Assert.Equal("""{"items":[]}""", (await host.GetAsync("eve", "/jit/requests")).Is(200).Body);
        Assert.Equal([grant], Ids(await host.GetAsync("amina", "/jit/grants")));
        Assert.Equal([grant], Ids(await host.GetAsync("bo", "/jit/grants")));
        Assert.Equal("""{"items":[]}""", (await host.GetAsync("chen", "/jit/grants")).Body);
    }

    [Fact]
    public async Task Policies_ShowWhatTheCallerMayAskFor()
    {
        await using var host = await ApiHost.StartAsync();

        var lead = (await host.GetAsync("bo", "/jit/policies")).Is(200);
        var all = (await host.GetAsync("amina", "/jit/policies")).Is(200);
        var first = (await host.GetAsync("amina", "/jit/policies?limit=1")).Is(200);
        var second = (await host.GetAsync("amina", $"/jit/policies?limit=1&after={first.Text("next")}")).Is(200);

        Assert.Equal("""{"items":[]}""", (await host.GetAsync("eve", "/jit/policies")).Body);
        Assert.Equal(
            """{"items":[{"name":"read-payroll","set":"back-office","version":3,"scopes":[{"permission":"payroll:read"}],"minDuration":"PT1S","maxDuration":"PT15M","justification":{"minLength":0},"ticket":{"pattern":"OPS-[0-9]\u002B"},"autoApproved":true,"conditions":[],"stages":[]}]}""",
            lead.Body);
        Assert.Equal(["delete-customer", "refund-order"], Names(all));
        Assert.Equal(["delete-customer"], Names(first));
        Assert.Equal(["refund-order"], Names(second));
        Assert.False(second.Has("next"));
        Assert.Equal(
            """[{"name":"lead","needs":1,"approvers":"the role support-lead"},{"name":"privacy","needs":1,"approvers":"the role privacy-officer"}]""",
            all.Json.GetProperty("items")[0].GetProperty("stages").GetRawText());
        Assert.Equal(1, all.Json.GetProperty("items")[0].GetProperty("uses").GetInt32());

        static IEnumerable<string> Names(Answer answer) => answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!);
    }

    [Fact]
    public async Task Check_ExplainsWhatAllowsAndWhatIsMissing()
    {
        await using var host = await ApiHost.StartAsync();
        const string Question = """{"permission":"orders:refund","resource":"orders/4711"}""";

        var denied = (await host.PostAsync("amina", "/jit/check", Question)).Is(200);
        var stranger = (await host.PostAsync("eve", "/jit/check", Question)).Is(200);
        var id = await host.GrantAsync();
        var allowed = (await host.PostAsync("amina", "/jit/check", Question)).Is(200);
        await host.PostAsync("amina", $"/jit/grants/{id}/release", json: null);
        var released = (await host.PostAsync("amina", "/jit/check", Question)).Is(200);

        Assert.False(denied.Json.GetProperty("allowed").GetBoolean());
        Assert.Equal("no-grant", denied.Text("reason"));
        Assert.Equal("""["refund-order"]""", denied.Json.GetProperty("policies").GetRawText());
        Assert.Equal("no-grant", denied.Json.GetProperty("findings")[0].GetProperty("reason").GetString());
        Assert.Equal("[]", stranger.Json.GetProperty("policies").GetRawText());
        Assert.Equal($$"""{"allowed":true,"grantId":"{{id}}","ends":"2026-03-02T09:30:00.000Z"}""", allowed.Body);
        Assert.Equal("released", released.Text("reason"));
        Assert.Equal(id, released.Text("grantId"));
    }

    [Fact]
    public async Task MapJitAccess_UnderAnotherPrefixAndPathBase_NamesItselfSo()
    {
        await using var host = await ApiHost.StartAsync(prefix: "/api/access");

        var asked = await host.PostAsync("bo", "/api/access/requests/", """{"policy":"read-payroll","duration":"PT1M","ticket":"OPS-7"}""", ("X-Path-Base", "/back office"));

        var location = asked.Is(201).Headers.Location!.OriginalString;
        Assert.Equal($"/back%20office/api/access/requests/{asked.Id}", location);
        (await host.GetAsync("bo", $"/api/access/requests/{asked.Id}")).Is(200);
    }

    [Fact]
    public async Task Grants_OfOthers_AreListedToWhoMayRevokeThem()
    {
        await using var host = await ApiHost.StartAsync(jit => jit.Configure(options => options.Administration.MayRevoke = Has.Role("privacy-officer")));
        var grant = await host.GrantAsync();

        Assert.Contains(grant, (await host.GetAsync("dara", "/jit/grants")).Is(200).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(grant, (await host.GetAsync("olga", "/jit/grants")).Is(200).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claims_ThatMayNameAPerson_StandBesideTheJournalOnly()
    {
        await using var host = await ApiHost.StartAsync(jit => jit.ImpersonalClaims("cost-centre"));

        var asked = await host.AskAsync(headers: ("X-Claims", "ipaddr=198.51.100.7;contact_email=amina@example.test;employee_name=Amina K;cost-centre=4200"));
        await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve"}""");

        var page = await host.Services.GetRequiredService<Stores.IGrantStore>().ReadJournalAsync(Stores.JournalCursor.Start, 100, default);
        var journal = string.Concat(page.Entries.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Bytes.Span)));
        Assert.Contains("4200", journal, StringComparison.Ordinal);
        Assert.All(["198.51.100.7", "amina@example", "Amina K"], text => Assert.DoesNotContain(text, journal, StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Ids(Answer answer) =>
        [.. answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
}
