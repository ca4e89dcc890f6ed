using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>Approval by relation: a manager of the requester, an owner of the resource.</summary>
public sealed class RelationTests
{
    private static readonly JitPolicySet Policies = JitPolicySet.Create(
        "relations",
        version: 1,
        Policy("by-manager").Stage("manager", stage => stage.ApprovedBy(Related.ManagerOfRequester)).Build(),
        Policy("by-owner").Stage("owner", stage => stage.ApprovedBy(Related.OwnerOfResource)).Build(),
        Policy("by-lead-who-is-no-manager").Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead") & !Related.ManagerOfRequester)).Build(),
        Policy("by-either").Stage("any", stage => stage.ApprovedBy(Related.ManagerOfRequester | Related.OwnerOfResource)).Build());

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Approve_AsTheRequestersManager_IsWeighedAndIsEvidence(string store)
    {
        await using var office = await OpenAsync(store);
        office.Host.People.SetManagers("amina", "bo").SetManagers("ravi", "chen");
        var request = await AskAsync(office, "by-manager");

        Assert.Equal(request.Id, Assert.Single(await WaitingAsync(office, "bo")).Id);
        Assert.Empty(await WaitingAsync(office, "chen"));
        Assert.Equal(Reason.NotFound, (await RefusedAsync(() => office.Host.As("chen").ApproveAsync(request))).Reason);
        Assert.Equal(request.Id, (await office.Host.As("bo").ReadAsync(request)).Id);
        Assert.Equal(RequestState.Approved, (await office.Host.As("bo").ApproveAsync(request)).State);
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        Assert.Contains("relation:manager-of-requester", string.Concat(office.Store.Written.SelectMany(batch => batch.Entries).Select(entry => JournalText.Of(entry).Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task P12_Submit_NobodyManagesTheRequester_IsRefused()
    {
        await using var office = await OpenAsync(EveryStore.Memory);

        var refused = await RefusedAsync(() => AskAsync(office, "by-manager"));
        Assert.Equal((Reason.NobodyApproves, "0"), (refused.Reason, refused.Explanation.Findings[0].Value));
        office.Host.People.SetManagers("amina", "amina");
        Assert.Equal(Reason.NobodyApproves, (await RefusedAsync(() => AskAsync(office, "by-manager"))).Reason);

        office.Host.People.SetManagers("amina", "bo");
        var stage = (await office.Host.Services.GetRequiredService<IJitRequests>().PreviewAsync(office.Host.As("amina").Caller, Ask("by-manager"))).Stages[0];
        Assert.Equal(["bo"], stage.Asked!.Value.Select(asked => asked.Subject.Id));
    }

    [Fact]
    public async Task Approve_AsOwner_NeedsEveryResource()
    {
        var both = JitPolicy.Create("both").Grants("orders:refund").On("orders/1").Grants("orders:watch").On("orders/2").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1))
            .Stage("owner", stage => stage.ApprovedBy(Related.OwnerOfResource)).Build();
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.AddPolicies(JitPolicySet.Create("both", 1, both)));
        office.Host.People.SetOwners("orders/1", "bo", "chen").SetOwners("orders/2", "chen", "olga");
        var request = await office.Host.As("amina").RequestAsync(new JitAsk("both", Duration.FromMinutes(30)));

        foreach (var name in (string[])["bo", "olga"])
        {
            Assert.Equal(Reason.NotFound, (await RefusedAsync(() => office.Host.As(name).ApproveAsync(request))).Reason);
        }

        Assert.Equal(RequestState.Approved, (await office.Host.As("chen").ApproveAsync(request)).State);
    }

    // What the directory says when the vote is cast counts, not what it said when it was asked for.
    [Fact]
    public async Task Approve_NoLongerTheManager_IsRefused()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        office.Host.People.SetManagers("amina", "bo");
        var request = await AskAsync(office, "by-manager");

        office.Host.People.SetManagers("amina", "chen");

        Assert.Equal(Reason.NotFound, (await RefusedAsync(() => office.Host.As("bo").ApproveAsync(request))).Reason);
        Assert.Equal(RequestState.Approved, (await office.Host.As("chen").ApproveAsync(request)).State);
    }

    [Fact]
    public async Task Approve_SessionThatClaimsToBeTheManager_IsNot()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        office.Host.People.SetManagers("amina", "bo").Remove("eve");
        var request = await AskAsync(office, "by-manager");
        var claimed = FactSet.Empty.With([new Fact("relation:manager-of-requester", ["true"], "claims", office.Host.Time.Now)]);
        var eve = office.Host.As("eve").Caller with { Presented = claimed };

        Assert.Equal(Reason.NotFound, (await RefusedAsync(() => office.Host.As(eve).ApproveAsync(request))).Reason);
    }

    [Fact]
    public async Task Approve_WhileTheDirectoryFails_IsNobodyNegatedNeither()
    {
        await using var office = await OpenAsync(EveryStore.Memory, jit => jit.Services.Replace(
            ServiceDescriptor.Singleton<ISubjectDirectory>(services => new Forgetful(services.GetRequiredService<TestPeople>()))));
        var either = await AskAsync(office, "by-either");
        var negated = await AskAsync(office, "by-lead-who-is-no-manager");
        Assert.Null((await office.Host.Services.GetRequiredService<IJitRequests>().PreviewAsync(office.Host.As("amina").Caller, Ask("by-manager"))).Stages[0].Asked);

        Assert.Equal(Reason.NotFound, (await RefusedAsync(() => office.Host.As("bo").ApproveAsync(either))).Reason);
        Assert.Equal(Reason.NotFound, (await RefusedAsync(() => office.Host.As("bo").ApproveAsync(negated))).Reason);
    }

    [Fact]
    public async Task Approve_NegatedRelation_HoldsForOthers()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        office.Host.People.SetManagers("amina", "bo");
        var request = await AskAsync(office, "by-lead-who-is-no-manager");

        Assert.Equal(Reason.NotFound, (await RefusedAsync(() => office.Host.As("bo").ApproveAsync(request))).Reason);
        Assert.Equal(RequestState.Approved, (await office.Host.As("chen").ApproveAsync(request)).State);
    }

    [Fact]
    public void Build_RelationWhereNobodyApproves_IsRefused()
    {
        var findings = Assert.Throws<JitPolicyException>(() => Policy("wrong").Eligible(Has.Role("support") & Related.ManagerOfRequester).When(!Related.OwnerOfResource)
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead"))).Build()).Findings;

        Assert.Equal([(Reason.PolicyInvalid, "$.eligible"), (Reason.PolicyInvalid, "$.when[0]")], findings.Select(finding => (finding.Reason, finding.Path)));
    }

    private static JitPolicyBuilder Policy(string name) =>
        JitPolicy.Create(name).Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1));

    private static JitAsk Ask(string policy) => new(policy, Duration.FromMinutes(30)) { Resource = Resource.Parse("orders/1") };

    private static Task<JitRequest> AskAsync(Office office, string policy) => office.Host.As("amina").RequestAsync(Ask(policy));

    private static async Task<IReadOnlyList<JitRequest>> WaitingAsync(Office office, string name) =>
        (await office.Host.Services.GetRequiredService<IJitRequests>().ListAsync(office.Host.As(name).Caller, new JitPageRequest())).Items;

    private static Task<JitRejectedException> RefusedAsync(Func<Task> act) => Assert.ThrowsAsync<JitRejectedException>(act);

    private static Task<Office> OpenAsync(string store, Action<JitAccessBuilder>? more = null) => Office.OpenAsync(store, jit =>
    {
        jit.AddPolicies(Policies);
        more?.Invoke(jit);
    });

    /// <summary>Knows everybody, and not how they are related.</summary>
    private sealed class Forgetful(TestPeople people) : IRelationDirectory
    {
        public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken) => ((ISubjectDirectory)people).FindAsync(subject, cancellationToken);

        public ValueTask<IReadOnlyList<Subject>> FindRelatedAsync(RelationQuery query, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The test says that nobody knows.");
    }
}
