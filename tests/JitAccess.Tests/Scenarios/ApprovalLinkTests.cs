using System.Text;
using System.Text.Json;
using JitAccess.Stores;
using JitAccess.Tests.Links;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>P07 on every store: a one-shot link is good for one vote of whom it was sent to, on what it was sent with, and a second use is an error.</summary>
public sealed class ApprovalLinkTests
{
    private static readonly JitPolicySet Policies = JitPolicySet.Create(
        "votes",
        1,
        Policy("one").Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead"))).Build(),
        Policy("two").Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(2).DeniedBy(2)).Build(),
        Policy("steps").Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead"))).Stage("duty", stage => stage.ApprovedBy(Has.Role("on-call"))).Build());

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P07_Link_ApprovesOnce_AndTheJournalKeepsItsIdAlone(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await AskAsync(office, "one");
        var link = await office.Host.LinkAsync(request, "bo");

        Assert.Equal(RequestState.Approved, (await VoteAsync(office, "bo", request, link)).State);
        office.Host.Should("amina").Allow("orders:refund", "orders/1");

        var cast = Assert.Single(await JournalAsync(office), entry => entry.Kind == "vote-cast");
        using var document = JsonDocument.Parse(cast.Text);
        Assert.Matches("^[0-9a-f]{32}$", document.RootElement.GetProperty("data").GetProperty("vote").GetProperty("link").GetString());
        Assert.All(await JournalAsync(office), entry => Assert.DoesNotContain(link, entry.Text, StringComparison.Ordinal));
        Assert.All(
            office.Store.Written.SelectMany(batch => batch.Writes).Where(write => write.Record is not null),
            write => Assert.DoesNotContain(link, Encoding.UTF8.GetString(write.Record!.Bytes.Span), StringComparison.Ordinal));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P07_LinkUsedAgain_IsUsed_WhateverIsSaidAndAfterARestart(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await AskAsync(office, "two");
        var link = await office.Host.LinkAsync(request, "bo");
        await VoteAsync(office, "bo", request, link);

        await RefusesAsync(office, Reason.LinkUsed, "bo", request, link);
        await RefusesAsync(office, Reason.LinkUsed, "bo", request, link, VoteDecision.Deny);
        if (store == EveryStore.Sqlite)
        {
            await office.RestartAsync();
            await RefusesAsync(office, Reason.LinkUsed, "bo", request, link);
        }

        Assert.Equal(RequestState.Approved, (await office.Host.As("chen").ApproveAsync(request)).State);
        await RefusesAsync(office, Reason.RequestSettled, "bo", request, link);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P07_PolicyChangeOpensTheStageAgain_LinkStaysUsedAndAnotherIsGood(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await AskAsync(office, "two");
        var link = await office.Host.LinkAsync(request, "bo");
        await VoteAsync(office, "bo", request, link);

        await Desk.PublishAsync(office.Host, JitPolicySet.Create(
            "votes", 2, Policy("two").Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(2).DeniedBy(1)).Build()));

        await RefusesAsync(office, Reason.LinkUsed, "bo", request, link);
        await RefusesAsync(office, Reason.LinkUsed, "bo", request, link, VoteDecision.Deny);
        var voted = await VoteAsync(office, "bo", request, await office.Host.LinkAsync(request, "bo", origin: "asked again"));
        Assert.Equal(1, voted.Stages.Single().Approvals);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P07_RequestAsksForSomethingElseByNow_IsStale(string store)
    {
        await using var office = await OpenAsync(store);
        office.Host.People.Person("dara", "support-lead", "on-call");
        var (narrowed, moved) = (await AskAsync(office, "two"), await AskAsync(office, "steps", "orders/2"));
        var links = (await office.Host.LinkAsync(narrowed, "dara"), await office.Host.LinkAsync(moved, "dara"), await office.Host.LinkAsync(moved, "chen"));

        await office.Host.As("bo").VoteAsync(narrowed, new JitVote(VoteDecision.Approve) { NarrowToDuration = Duration.FromMinutes(5) });
        await office.Host.As("bo").ApproveAsync(moved);

        await RefusesAsync(office, Reason.LinkStale, "dara", narrowed, links.Item1);
        await RefusesAsync(office, Reason.LinkStale, "dara", moved, links.Item2);
        await RefusesAsync(office, Reason.LinkStale, "chen", moved, links.Item3);
        Assert.Equal(RequestState.Approved, (await VoteAsync(office, "dara", narrowed, await office.Host.LinkAsync(narrowed, "dara"))).State);
        Assert.Equal(RequestState.Approved, (await office.Host.As("dara").ApproveAsync(moved)).State);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P07_LinkOfAnybodyOrAnythingElse_IsInvalidInOneAndTheSameWay(string store)
    {
        await using var office = await OpenAsync(store);
        await using var elsewhere = await OpenAsync(store);
        var (request, other) = (await AskAsync(office, "two"), await AskAsync(office, "two", "orders/2"));
        var link = await office.Host.LinkAsync(request, "bo");
        string[] wrong =
        [
            await office.Host.LinkAsync(request, "chen"), // another person's
            await office.Host.LinkAsync(request, "amina"), // the requester's
            await office.Host.LinkAsync(other, "bo"), // another request's
            await elsewhere.Host.LinkAsync(await AskAsync(elsewhere, "two"), "bo"), // sealed with another ring
            link[..^1], link + "A", (char)(link[0] ^ 1) + link[1..], "", " ", "a link", new string('A', 100_000),
        ];

        var explanations = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in wrong)
        {
            explanations.Add((await RefusesAsync(office, Reason.LinkInvalid, "bo", request, text)).ToString());
        }

        Assert.DoesNotContain(link, Assert.Single(explanations), StringComparison.Ordinal);
        Assert.Equal(1, (await VoteAsync(office, "bo", request, link)).Stages.Single().Approvals);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P07_Link_AddsNoRight(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await AskAsync(office, "two");
        var (of, own, late) = (await office.Host.LinkAsync(request, "eve"), await office.Host.LinkAsync(request, "amina"), await office.Host.LinkAsync(request, "bo"));

        await RefusesAsync(office, Reason.NotFound, "eve", request, of);
        await RefusesAsync(office, Reason.SelfApproval, "amina", request, own);
        office.Host.People.SetRoles("bo", "guest");
        await RefusesAsync(office, Reason.NotFound, "bo", request, late);
        office.Host.People.SetRoles("bo", "support-lead");
        await office.Host.AdvanceAsync(request.LapsesAt.At - office.Time.Now);
        await RefusesAsync(office, Reason.RequestLapsed, "bo", request, late);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P07_TwoOrMoreUsesAtOnce_OneVoteIsCast(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await AskAsync(office, "two");
        var link = await office.Host.LinkAsync(request, "bo");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
            AnswerAsync(() => VoteAsync(office, "bo", request, link, n % 2 == 0 ? VoteDecision.Approve : VoteDecision.Deny)))));

        Assert.Single(answers, answer => answer is null);
        Assert.Equal(7, answers.Count(answer => answer == Reason.LinkUsed));
        Assert.Single(await JournalAsync(office), entry => entry.Kind == "vote-cast");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P07_UsedAgainUnderTheSameIdempotencyKey_AnswersAsThen(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await AskAsync(office, "two");
        var vote = new JitVote(VoteDecision.Approve) { Link = await office.Host.LinkAsync(request, "bo") };
        var requests = office.Host.Services.GetRequiredService<IJitRequests>();

        var first = await requests.VoteAsync(office.Host.As("bo").Caller, request.Id, vote, Key("k"));
        var again = await requests.VoteAsync(office.Host.As("bo").Caller, request.Id, vote, Key("k"));

        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(again));
        Assert.Equal(Reason.LinkUsed, await AnswerAsync(() => requests.VoteAsync(office.Host.As("bo").Caller, request.Id, vote, Key("l")).AsTask()));

        static IdempotencyKey Key(string key) => new("POST /approve", key, "body"u8);
    }

    [Fact]
    public void Vote_ToString_DoesNotHoldTheLink() =>
        Assert.DoesNotContain("secret", new JitVote(VoteDecision.Approve) { Link = "secret" }.ToString(), StringComparison.Ordinal);

    private static JitPolicyBuilder Policy(string name) =>
        JitPolicy.Create(name).Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).PendingFor(Duration.FromMinutes(10));

    private static Task<Office> OpenAsync(string store) => Office.OpenAsync(store, jit => jit.AddPolicies(Policies));

    private static Task<JitRequest> AskAsync(Office office, string policy, string resource = "orders/1") => office.Host.As("amina").RequestAsync(policy, resource, 30);

    private static Task<JitRequest> VoteAsync(Office office, string voter, JitRequest request, string link, VoteDecision decision = VoteDecision.Approve) =>
        office.Host.As(voter).VoteAsync(request, new JitVote(decision) { Link = link });

    private static async Task<Explanation> RefusesAsync(
        Office office, Reason reason, string voter, JitRequest request, string link, VoteDecision decision = VoteDecision.Approve)
    {
        var written = office.Store.Written.Count;
        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => VoteAsync(office, voter, request, link, decision));
        Assert.Equal(reason, refused.Reason);
        Assert.Equal(written, office.Store.Written.Count);
        return refused.Explanation;
    }

    private static async Task<IReadOnlyList<JournalText>> JournalAsync(Office office) =>
        [.. (await office.Store.ReadJournalAsync(JournalCursor.Start, 10_000, CancellationToken.None)).Entries.Select(JournalText.Of)];

    private static async Task<Reason?> AnswerAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (JitRejectedException rejected)
        {
            return rejected.Reason;
        }
    }
}
