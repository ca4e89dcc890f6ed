using JitAccess.Stores;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>Requests that were made, under a set that is not published yet.</summary>
public sealed class PolicyReplayTests
{
    private static readonly JitPolicySet Before = JitPolicySet.Create("desk", 1, Refund().Build(), Sample.AutoBuilder().Build());

    [Fact]
    public async Task ReplayAsync_StricterSet_SaysWhatWouldBeRefusedAndWhy()
    {
        await using var host = await StartAsync();
        var longer = await host.As("amina").RequestAsync("refund", "orders/1", 60);
        await host.As("amina").RequestAsync("refund", "orders/2", 10);
        await host.AdvanceAsync(Duration.FromHours(1));

        var replay = await ReplayAsync(host, "olga", JitPolicySet.Create("desk", 2, Refund().UpTo(Duration.FromMinutes(30)).Build(), Sample.AutoBuilder().Build()));

        var difference = Assert.Single(replay.Differences);
        Assert.Equal((longer.Id, "refund", PolicyOutcome.Pending, PolicyOutcome.Refused), (difference.RequestId, difference.Policy, difference.Was, difference.Would));
        Assert.Equal(Reason.DurationTooLong, difference.Refusal!.Reason);
        Assert.Equal((2, 0, null), (replay.Judged, replay.Untold, replay.Next));
    }

    [Fact]
    public async Task ReplayAsync_SetWithoutThePolicyOrWithoutItsStage_SaysSo()
    {
        await using var host = await StartAsync();
        await host.As("amina").RequestAsync("refund", "orders/1", 60);

        var gone = await ReplayAsync(host, "olga", JitPolicySet.Create("desk", 2, Sample.AutoBuilder().Build()));
        var automatic = await ReplayAsync(host, "olga", JitPolicySet.Create("desk", 2, JitPolicy.Create("refund")
            .Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).AutoApproved().Build()));

        Assert.Equal(Reason.PolicyUnknown, Assert.Single(gone.Differences).Refusal!.Reason);
        Assert.Equal((PolicyOutcome.Pending, PolicyOutcome.Approved), (Assert.Single(automatic.Differences).Was, automatic.Differences[0].Would));
    }

    [Fact]
    public async Task ReplayAsync_TheSetThatIsPublished_DecidesEverythingAsItWasDecided()
    {
        await using var host = await StartAsync();
        var narrowed = await host.As("amina").RequestAsync("refund", null, 60);
        await host.As("bo").VoteAsync(narrowed, new JitVote(VoteDecision.Approve) { NarrowToDuration = Duration.FromMinutes(5) });
        await host.As("bo").RequestAsync(new JitAsk("read-payroll", Duration.FromMinutes(5)) { Ticket = "OPS-1" });

        var replay = await ReplayAsync(host, "olga", Before);

        Assert.Empty(replay.Differences);
        Assert.Equal((2, 0), (replay.Judged, replay.Untold));
    }

    [Fact]
    public async Task ReplayAsync_RequesterOfWhomNothingIsKnownAnyMore_CannotBeTold()
    {
        await using var host = await StartAsync();
        await host.As("amina").RequestAsync("refund", "orders/1", 60);
        host.People.SetRoles("amina");
        await host.AdvanceAsync(Duration.FromMinutes(5));

        var replay = await ReplayAsync(host, "olga", JitPolicySet.Create("desk", 2, Refund().UpTo(Duration.FromMinutes(30)).Build()));

        Assert.Empty(replay.Differences);
        Assert.Equal((1, 1), (replay.Judged, replay.Untold));
    }

    [Fact]
    public async Task ReplayAsync_InParts_JudgesEachRequestOnce()
    {
        await using var host = await StartAsync();
        for (var order = 0; order < 5; order++)
        {
            await host.As("amina").RequestAsync("refund", $"orders/{order}", 60);
        }

        var (after, found) = ((string?)null, new List<string>());
        do
        {
            var part = await ReplayAsync(host, "olga", JitPolicySet.Create("desk", 2, Refund().UpTo(Duration.FromMinutes(30)).Build()), new JitPageRequest(2, after));
            found.AddRange(part.Differences.Select(difference => difference.RequestId));
            after = part.Next;
        }
        while (after is not null);

        Assert.Equal(5, found.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(5, found.Count);
    }

    [Fact]
    public async Task ReplayAsync_WithoutARight_IsRefusedAndWritesNothing()
    {
        await using var host = await StartAsync();
        await host.As("amina").RequestAsync("refund", "orders/1", 60);
        var head = await HeadAsync(host);

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => ReplayAsync(host, "amina", Before));
        var unknown = await Assert.ThrowsAsync<JitRejectedException>(
            () => ReplayAsync(host, "ada", JitPolicySet.Create("desk", 2, Refund().When(Custom.Condition("absent")).Build())));
        await ReplayAsync(host, "ada", Before);

        Assert.Equal((Reason.MayNotPublish, Reason.PolicyInvalid), (refused.Reason, unknown.Reason));
        Assert.Equal(head, await HeadAsync(host));
    }

    [Fact]
    public async Task ReplayAsync_Cancelled_GivesUp()
    {
        await using var host = await StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Services.GetRequiredService<IJitPolicies>()
            .ReplayAsync(host.As("olga").Caller, Before, new JitPageRequest(), new CancellationToken(canceled: true)).AsTask());
    }

    private static JitPolicyBuilder Refund() => JitPolicy.Create("refund").Grants("orders:refund").On("orders/*").Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1)).Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")));

    private static Task<JitTestHost> StartAsync() => JitTestHost.StartAsync(
        jit => jit.AddPolicies(Before).Configure(options =>
        {
            options.Administration.MayPublish = Has.Role("operator");
            options.Administration.MayAudit = Has.Role("auditor");
        }),
        people => people.Person("amina", "support").Person("bo", "support-lead").Person("olga", "operator").Person("ada", "auditor"));

    private static Task<PolicyReplay> ReplayAsync(JitTestHost host, string who, JitPolicySet set, JitPageRequest? page = null) =>
        host.Services.GetRequiredService<IJitPolicies>().ReplayAsync(host.As(who).Caller, set, page ?? new JitPageRequest()).AsTask();

    private static async Task<long> HeadAsync(JitTestHost host) =>
        (await host.Services.GetRequiredService<IGrantStore>().ReadJournalAsync(JournalCursor.Start, 1000, default)).Entries.Count;
}
