using System.Collections.Immutable;
using JitAccess.Tests.Diagnostics;
using JitAccess.Tests.Facts.Conditions;
using JitAccess.Tests.Time;
using NodaTime;

namespace JitAccess.Tests.Facts;

/// <summary>Who is related to what is asked for: asked once, only where it is needed, and not known where it cannot be told.</summary>
public sealed class RelationLookupTests
{
    private static readonly Subject Amina = Who("amina");
    private static readonly Duration Limit = Duration.FromSeconds(2);

    private readonly ManualTime _time = new();
    private readonly ListLogger<RelationGatherer> _logger = new();
    private readonly List<RelationQuery> _asked = [];

    [Fact]
    public async Task FindAsync_StagesWithoutRelation_AskNobody()
    {
        var relations = await FindAsync(Answers(Who("bo")), Has.Role("lead"));

        Assert.Equal(Relations.Unknown, relations);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task FindAsync_WhatIsAskedTwice_IsAskedOnce()
    {
        var lookup = Gatherer(Answers(Who("bo"))).LookUp();
        for (var time = 0; time < 2; time++)
        {
            var relations = await lookup.FindAsync(Stages(Related.ManagerOfRequester & (Has.Role("lead") | !Related.OwnerOfResource)), Amina, Scopes("orders/1", "orders/1", "orders/2"), default);
            Assert.Equal([Who("bo")], relations.Managers!.Value.AsEnumerable());
            Assert.Equal([Who("bo")], relations.Owners!.Value.AsEnumerable());
        }

        Assert.Equal(
            [new RelationQuery.ManagersOf(Amina), new RelationQuery.OwnersOf(Tenant.Default, Resource.Parse("orders/1")), new RelationQuery.OwnersOf(Tenant.Default, Resource.Parse("orders/2"))],
            _asked);
    }

    [Fact]
    public async Task FindAsync_OwnersOfSeveral_AreThoseWhoOwnThemAll()
    {
        var relations = await FindAsync(
            query => ((RelationQuery.OwnersOf)query).Resource.Path == "orders/1" ? [Who("bo"), Who("chen")] : [Who("chen"), Who("dan")],
            Related.OwnerOfResource,
            Scopes("orders/1", "orders/2"));

        Assert.Equal([Who("chen")], relations.Owners!.Value.AsEnumerable());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public async Task FindAsync_NoResourceOrTooMany_IsNotKnown(int count, bool isKnown)
    {
        var relations = await FindAsync(Answers(Who("bo")), Related.OwnerOfResource, Scopes([.. Enumerable.Range(0, count).Select(index => $"orders/{index}")]));

        Assert.Equal(isKnown, relations.Owners is not null);
    }

    [Fact]
    public async Task FindAsync_DirectoryThatKnowsNoRelations_IsNotKnown() =>
        Assert.Null((await FindAsync(null, Related.ManagerOfRequester)).Managers);

    public static TheoryData<string> Wrong => ["throws", "null", "somebody of another tenant", "too many"];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task FindAsync_AnswerThatIsNone_IsNotKnownAndTheOthersAreAsked(string how)
    {
        var lookup = Gatherer(_ => how switch
        {
            "throws" => throw new InvalidOperationException("bo@example.org"),
            "null" => [null!],
            "too many" => [.. Enumerable.Range(0, 501).Select(index => Who($"p{index}"))],
            _ => [Subject.Human("idp", "bo", Tenant.Of("other"))],
        }).LookUp();

        var relations = await lookup.FindAsync(Stages(Related.ManagerOfRequester | Related.OwnerOfResource), Amina, Scopes("orders/1"), default);

        Assert.Equal(Relations.Unknown, relations);
        Assert.Equal(2, _asked.Count);
        Assert.All(_logger.Lines, line => Assert.Equal("Warning 1205 The subject directory failed to tell a relation with InvalidOperationException; nobody can approve by it.", line));

        // A directory that is away is not waited for again and again.
        await lookup.FindAsync(Stages(Related.OwnerOfResource), Amina, Scopes("orders/2"), default);
        await lookup.FindAsync(Stages(Related.OwnerOfResource), Amina, Scopes("orders/3"), default);
        Assert.Equal(3, _asked.Count);
    }

    [Fact]
    public void Evaluate_RelationThatIsNotKnown_IsUnknownAndOneThatIsHoldsForThem()
    {
        var bo = new Relations([Who("bo")], Owners: null).Apply(FactSet.Empty, Who("bo"), Given.Noon);
        var chen = new Relations([Who("bo")], Owners: null).Apply(FactSet.Empty, Who("chen"), Given.Noon);

        Related.ManagerOfRequester.Evaluate(new ConditionContext(Who("bo"), bo, Given.Noon)).Holds();
        Related.ManagerOfRequester.Evaluate(new ConditionContext(Who("chen"), chen, Given.Noon)).Says(ConditionResult.NotSatisfied, Reason.NotEligible);
        Related.OwnerOfResource.Evaluate(new ConditionContext(Who("bo"), bo, Given.Noon)).Says(ConditionResult.Unknown, Reason.FactMissing);
        (!Related.OwnerOfResource).Evaluate(new ConditionContext(Who("bo"), bo, Given.Noon)).Says(ConditionResult.Unknown, Reason.FactMissing);
    }

    [Fact]
    public void Check_RelationThatNobodyKnows_IsRefused()
    {
        var findings = new List<Finding>();
        new RelationCondition("friend").Check("$.relation", findings);

        var finding = Assert.Single(findings);
        Assert.Equal((Reason.PolicyInvalid, "$.relation", "friend"), (finding.Reason, finding.Member, finding.Value));
    }

    private static Subject Who(string name) => Subject.Human("idp", name);

    private static Func<RelationQuery, IReadOnlyList<Subject>> Answers(params Subject[] related) => _ => related;

    private static ImmutableArray<ApprovalStage> Stages(Condition approvers) => [new ApprovalStage("stage", approvers, needs: 1, deniedBy: 1)];

    private static ImmutableArray<Scope> Scopes(params string[] resources) =>
        [.. resources.Select(resource => new Scope(Permission.Parse("orders:refund"), Resource.Parse(resource)))];

    private async Task<Relations> FindAsync(Func<RelationQuery, IReadOnlyList<Subject>>? answer, Condition approvers, ImmutableArray<Scope>? scopes = null) =>
        await Gatherer(answer).LookUp().FindAsync(Stages(approvers), Amina, scopes ?? Scopes("orders/1"), default);

    private RelationGatherer Gatherer(Func<RelationQuery, IReadOnlyList<Subject>>? answer) => new(
        answer is null ? null : new StubRelations(query =>
        {
            _asked.Add(query);
            return answer(query);
        }),
        Limit,
        _time.Clock,
        _logger);

    private sealed class StubRelations(Func<RelationQuery, IReadOnlyList<Subject>> answer) : IRelationDirectory
    {
        public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Subject>> FindRelatedAsync(RelationQuery query, CancellationToken cancellationToken) => ValueTask.FromResult(answer(query));
    }
}
