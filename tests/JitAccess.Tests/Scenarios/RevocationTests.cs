using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>P22 and mass revocation: the end of access waits for nothing, and nothing slips through.</summary>
public sealed class RevocationTests
{
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P22_DirectoryAway_ApproverRevokesAndHolderReleases(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var (one, other) = (await Desk.GrantAsync(office.Host, "orders/1"), await Desk.GrantAsync(office.Host, "orders/2"));
        office.Host.People.IsAway = true;

        await office.Grants.RevokeAsync(office.Host.As("bo").Caller, one.GrantId!, "a mistake");
        await office.Grants.ReleaseAsync(office.Host.As("amina").Caller, other.GrantId!);

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked).And.Deny("orders:refund", "orders/2", Reason.Released);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P22_DirectoryHangs_ApproverRevokesAndHolderReleasesAtOnce(string store)
    {
        var directory = new HangingDirectory();
        await using var office = await Office.OpenAsync(store, jit => jit.Services.AddSingleton<ISubjectDirectory>(services => directory.Over(services)));
        var (one, other) = (await Desk.GrantAsync(office.Host, "orders/1"), await Desk.GrantAsync(office.Host, "orders/2"));
        directory.Hangs = true;

        await office.Grants.RevokeAsync(office.Host.As("bo").Caller, one.GrantId!, "a mistake");
        await office.Grants.ReleaseAsync(office.Host.As("amina").Caller, other.GrantId!);

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked).And.Deny("orders:refund", "orders/2", Reason.Released);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P22_FactSourceThrows_ApproverRevokes(string store)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.AddFactSource<ThrowingSource>());
        var granted = await Desk.GrantAsync(office.Host, "orders/1");

        await office.Host.As("bo").RevokeAsync(granted, "a mistake");

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P22_PolicyNoLongerPublished_ApproverRevokesAndHolderReleases(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var (one, other) = (await Desk.GrantAsync(office.Host, "orders/1"), await Desk.GrantAsync(office.Host, "orders/2"));
        await Desk.PublishAsync(office.Host, JitPolicySet.Create("desk", version: 2, Desk.Watch));

        await office.Host.As("bo").RevokeAsync(one, "a mistake");
        await office.Host.As("amina").ReleaseAsync(other);

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked).And.Deny("orders:refund", "orders/2", Reason.Released);
    }

    [Theory]
    [InlineData(EveryStore.Memory, RecordKind.PolicySet)]
    [InlineData(EveryStore.Memory, RecordKind.Catalogue)]
    [InlineData(EveryStore.Sqlite, RecordKind.PolicySet)]
    [InlineData(EveryStore.Sqlite, RecordKind.Catalogue)]
    public async Task P22_PolicyRecordsDamaged_ApproverRevokesByIdAndAccessEnds(string store, RecordKind damaged)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        office.Store.ChangeRecord = record => record.Key.Kind == damaged ? record with { Bytes = "{}"u8.ToArray() } : record;

        await office.Grants.RevokeAsync(office.Host.As("bo").Caller, granted.GrantId!, "a mistake");

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P22_RolesOfTheApproverLost_ApproverRevokesWhatHeApproved(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        office.Host.People.Disable("bo");

        await office.Host.As("bo").RevokeAsync(granted, "a mistake");

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    [Theory]
    [InlineData("", "member-missing")]
    [InlineData("  ", "member-missing")]
    [InlineData("a \u202e mistake", "text-invalid")]
    public async Task Revoke_WithoutAReasonThatCanBeRead_IsRefusedAndTheGrantGoesOn(string why, string reason)
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        var selector = new RevocationSelector.OfPolicy("refund-order");

        var one = await Assert.ThrowsAsync<JitRejectedException>(
            () => office.Grants.RevokeAsync(office.Host.As("bo").Caller, granted.GrantId!, why).AsTask());
        var all = await Assert.ThrowsAsync<JitRejectedException>(
            () => office.Grants.RevokeAllAsync(office.Host.As("olga").Caller, selector, why).AsTask());

        Assert.All([one, all], rejected => Assert.Equal(reason, rejected.Reason.Code));
        Assert.All([one, all], rejected => Assert.Equal("reason", rejected.Explanation.Findings[0].Member));
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task RevokeAllAsync_BySubject_EndsTheirsAlone(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        await Desk.GrantAsync(office.Host, "customers/1", policy: "delete-customer");
        await Desk.GrantAsync(office.Host, "orders/1", to: "ravi");

        Assert.Equal(2, await RevokeAllAsync(office, new RevocationSelector.OfSubject(office.Host.People.SubjectOf("amina"))));

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked).And.Deny("customers:delete", "customers/1", Reason.Revoked);
        office.Host.Should("ravi").Allow("orders:refund", "orders/1");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task RevokeAllAsync_ByPolicy_EndsItsGrantsAlone(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        await Desk.GrantAsync(office.Host, "orders/1", to: "ravi");
        await Desk.GrantAsync(office.Host, "customers/1", policy: "delete-customer");

        Assert.Equal(2, await RevokeAllAsync(office, new RevocationSelector.OfPolicy("refund-order")));

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked).And.Allow("customers:delete", "customers/1");
        office.Host.Should("ravi").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    [Theory]
    [InlineData(EveryStore.Memory, "orders/1")]
    [InlineData(EveryStore.Memory, "orders/*")]
    [InlineData(EveryStore.Sqlite, "orders/1")]
    [InlineData(EveryStore.Sqlite, "orders/*")]
    public async Task RevokeAllAsync_ByScope_EndsWhateverAllowsAnyOfIt(string store, string resource)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        await Desk.GrantAsync(office.Host, "orders/*", to: "ravi");
        await office.Host.As("amina").RequestAsync("watch-orders", "orders", 5);

        var scope = new Scope(Permission.Parse("orders:refund"), Resource.Parse(resource));
        Assert.Equal(2, await RevokeAllAsync(office, new RevocationSelector.OfScope(scope)));

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked).And.Allow("orders:watch", "orders");
        office.Host.Should("ravi").Deny("orders:refund", "orders/2", Reason.Revoked);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task RevokeAllAsync_WithoutTheRight_ChangesNothing(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        var written = office.Store.Written.Count;

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Grants.RevokeAllAsync(
            office.Host.As("bo").Caller, new RevocationSelector.OfPolicy("refund-order"), "everything").AsTask());

        Assert.Equal(Reason.MayNotRevoke, rejected.Reason);
        Assert.Equal(written, office.Store.Written.Count);
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
    }

    [Theory]
    [InlineData(EveryStore.Memory, "subject")]
    [InlineData(EveryStore.Memory, "policy")]
    [InlineData(EveryStore.Memory, "scope")]
    [InlineData(EveryStore.Sqlite, "subject")]
    [InlineData(EveryStore.Sqlite, "policy")]
    [InlineData(EveryStore.Sqlite, "scope")]
    public async Task RevokeAllAsync_ApprovalCommitsWhileItDecides_DoesNotSlipThrough(string store, string by)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why);
        JitRequest? approved = null;
        office.Store.BeforeCommit = async batch =>
        {
            // The revocation has looked at what is live, and is about to commit: now the approval overtakes it.
            if (batch.Expectations.Any(expected => expected.Key.Kind == RecordKind.Generation))
            {
                office.Store.BeforeCommit = null;
                approved = await office.Host.As("bo").ApproveAsync(pending);
            }
        };

        await RevokeAllAsync(office, SelectorOf(office, by));

        Assert.Equal(RequestState.Approved, approved!.State);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
        var grant = await office.Grants.GetAsync(office.Host.As("amina").Caller, approved.GrantId!);
        Assert.Equal(GrantState.Revoked, grant.State);
    }

    [Theory]
    [InlineData(EveryStore.Memory, "subject")]
    [InlineData(EveryStore.Memory, "policy")]
    [InlineData(EveryStore.Memory, "scope")]
    [InlineData(EveryStore.Sqlite, "scope")]
    public async Task RevokeAllAsync_CommitsWhileAnApprovalDecides_ApprovalIsDecidedAnew(string store, string by)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why);
        var commits = 0;
        office.Store.BeforeCommit = async _ =>
        {
            if (commits++ == 0)
            {
                await RevokeAllAsync(office, SelectorOf(office, by));
            }
        };

        // The approval comes after the revocation then, and stands: whoever approves has been told.
        var approved = await office.Host.As("bo").ApproveAsync(pending);

        Assert.Equal(RequestState.Approved, approved.State);
        Assert.Equal(3, commits); // the approval's first attempt, the revocation, the approval again
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task RevokeAllAsync_ApprovalOvertakesItsReturn_StandsOnThisNodeToo(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var before = await Desk.GrantAsync(office.Host, "orders/1");
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/2", 30, Desk.Why);
        office.Store.AfterCommit = async () =>
        {
            // Decided after the revocation, and known to this node before the revocation's own command is.
            office.Store.AfterCommit = null;
            office.Time.StepWall(Duration.FromMilliseconds(1));
            await office.Host.As("bo").ApproveAsync(pending);
        };

        Assert.Equal(1, await RevokeAllAsync(office, new RevocationSelector.OfSubject(office.Host.People.SubjectOf("amina"))));

        Assert.NotNull(before.GrantId);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked).And.Allow("orders:refund", "orders/2");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task RevokeAllAsync_DirectoryGoesAwayAfterTheFirstCommit_EndsWhatItMissed(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why);
        office.Store.BeforeCommit = async batch =>
        {
            if (batch.Expectations.Any(expected => expected.Key.Kind == RecordKind.Generation))
            {
                office.Store.BeforeCommit = null;
                await office.Host.As("bo").ApproveAsync(pending);
                office.Host.People.IsAway = true;
            }
        };

        Assert.Equal(1, await RevokeAllAsync(office, new RevocationSelector.OfPolicy("refund-order")));

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task RevokeAllAsync_AmidApprovals_LeavesNoneThatReturnedBefore(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = new List<JitRequest>();
        for (var order = 0; order < 10; order++)
        {
            pending.Add(await office.Host.As("amina").RequestAsync("refund-order", $"orders/{order}", 30, Desk.Why));
        }

        var approvals = pending.Select(request => Task.Run(() => office.Host.As("bo").ApproveAsync(request))).ToList();
        var revocation = Task.Run(() => RevokeAllAsync(office, new RevocationSelector.OfPolicy("refund-order")));
        await Task.WhenAll(approvals.Append<Task>(revocation));

        // Every grant is either ended, or was activated by a commit after the revocation's.
        var entries = office.Store.Written.SelectMany(batch => batch.Entries).Select(JournalText.Of).ToList();
        var revokedAt = entries.FindLastIndex(entry => entry.Kind == "grants-revoked");
        foreach (var request in await Task.WhenAll(approvals))
        {
            var grant = await office.Grants.GetAsync(office.Host.As("amina").Caller, request.GrantId!);
            var activatedAt = entries.FindIndex(entry => entry.Kind == "grant-activated" && entry.Text.Contains(request.GrantId!, StringComparison.Ordinal));
            Assert.True(grant.State == GrantState.Revoked || activatedAt > revokedAt);
        }
    }

    [Theory]
    [InlineData(EveryStore.Memory, "revoke")]
    [InlineData(EveryStore.Memory, "all")]
    [InlineData(EveryStore.Sqlite, "revoke")]
    [InlineData(EveryStore.Sqlite, "all")]
    public async Task Revoke_HolderTakesUseAfterUse_WinsItsFirstRace(string store, string how)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.AddPolicies(JitPolicySet.Create("more", 1, Recorded)));
        var granted = await Desk.GrantAsync(office.Host, "orders/1", policy: Recorded.Name);
        Task? use = null;
        var revocations = 0;
        office.Store.BeforeCommit = batch =>
        {
            if (use is null)
            {
                use = office.Host.As("amina").UseAsync("orders:void", "orders/1"); // between the revocation's decision and its commit
            }

            revocations += batch.Expectations.Any(expected => expected.Key.Kind == RecordKind.Ledger && expected.Version > 0) ? 1 : 0;
            return Task.CompletedTask;
        };

        await (how == "all"
            ? (Task)RevokeAllAsync(office, new RevocationSelector.OfPolicy(Recorded.Name))
            : office.Host.As("bo").RevokeAsync(granted, "a mistake"));

        Assert.Equal(1, revocations);
        Assert.Equal(Reason.Revoked, (await Assert.ThrowsAsync<JitRejectedException>(() => use!)).Reason);
        Assert.DoesNotContain("grant-used", office.Store.Written.SelectMany(batch => batch.Entries).Select(entry => JournalText.Of(entry).Kind));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Revoke_StoreGoesAwayBeforeItsCommit_UsesGoOnWhenItIsBack(string store)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.AddPolicies(JitPolicySet.Create("more", 1, Recorded)));
        var granted = await Desk.GrantAsync(office.Host, "orders/1", policy: Recorded.Name);
        office.Store.BeforeCommit = _ => throw new StoreUnavailableException("The test says that the commit fails.");
        await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").RevokeAsync(granted, "a mistake"));
        office.Store.BeforeCommit = null;

        await using var use = await office.Host.As("amina").UseAsync("orders:void", "orders/1");

        Assert.Equal(granted.GrantId, use.GrantId);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task RevokeAllAsync_MoreThanOneCommitEnds_EndsThemAll(string store)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.Configure(options =>
        {
            options.Limits.LiveGrants = 1000;
            options.Limits.AcceptedRequestsPerHour = 1000;
        }));
        for (var grant = 0; grant < 201; grant++)
        {
            await office.Host.As("amina").RequestAsync("watch-orders", "orders", 5);
        }

        Assert.Equal(201, await RevokeAllAsync(office, new RevocationSelector.OfPolicy("watch-orders")));

        office.Host.Should("amina").Deny("orders:watch", "orders", Reason.Revoked);
        Assert.Equal([200, 1], office.Store.Written
            .Select(batch => batch.Entries.Count(entry => JournalText.Of(entry).Kind == "grant-revoked")).Where(count => count > 0));
    }

    private static JitPolicy Recorded { get; } = JitPolicy.Create("void-order")
        .Grants("orders:void").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .RecordsUse()
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1))
        .Build();

    private static async Task<int> RevokeAllAsync(Office office, RevocationSelector selector) =>
        await office.Grants.RevokeAllAsync(office.Host.As("olga").Caller, selector, "an incident");

    private static RevocationSelector SelectorOf(Office office, string by) => by switch
    {
        "subject" => new RevocationSelector.OfSubject(office.Host.People.SubjectOf("amina")),
        "policy" => new RevocationSelector.OfPolicy("refund-order"),
        _ => new RevocationSelector.OfScope(new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/*"))),
    };

    [Fact]
    public async Task RevokeAsync_WaitsForEveryNode_ReturnsWhenTheBoundHasPassed()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        var bo = office.Host.As("bo").Caller;

        var revoking = office.Grants.RevokeAsync(bo, granted.GrantId!, "a mistake", wait: RevocationWait.EveryNode).AsTask();
        while (office.Access.Check(office.Access.Resolve(office.Host.As("amina").Caller.Subject), "orders:refund", "orders/1").IsAllowed)
        {
            await Task.Yield();
        }

        await office.Host.AdvanceAsync(Duration.FromMilliseconds(4999));
        Assert.False(revoking.IsCompleted);
        await office.Host.AdvanceAsync(Duration.FromSeconds(5));
        Assert.NotNull((await revoking).EndedBecause);
    }
}
