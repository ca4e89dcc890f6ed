using FsCheck;
using FsCheck.Fluent;
using JitAccess.Tests.Facts.Conditions;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Policies;

/// <summary>Pinned and current must both allow: the conjunction against asking both.</summary>
public sealed class PolicyConjunctionProperties(ITestOutputHelper output)
{
    private static readonly Gen<Ask> Asks =
        from permission in Gen.Elements("orders:refund", "orders:read", "customers:delete")
        from resource in Gen.Elements("", "a", "orders/1", "orders/2", "orders/eu/1", "orders/eu/2", "customers/1", "orders/eu/*", "orders/*", "customers/*")
        from seconds in Gen.Elements(1, 60, 300, 600, 601, 3000, 7800)
        from text in Gen.Elements(0, 4, 9, 10, 10)
        select new Ask(new Scope(Permission.Parse(permission), Resource.Restore(resource)), Duration.FromSeconds(seconds), text);

    [Fact]
    public void P02_Of_AnyTwoVersions_AdmitsExactlyWhatBothAdmit() => Check((pinned, current, ask, context) =>
        Admits(PolicyConjunction.Of(pinned, current), ask, context)
            .SequenceEqual(Admits(pinned, ask, context).Zip(Admits(current, ask, context), (one, other) => one && other)));

    [Fact]
    public void P09_Of_AnyTwoVersions_NeverEasierToApproveThanEither() => Check((pinned, current, _, context) =>
    {
        var both = PolicyConjunction.Of(pinned, current);
        return new[] { pinned, current }.All(version =>
            (!both.AutoApproved || version.AutoApproved)
            && version.Stages.All(stage => both.Stages.Count(merged =>
                merged.Name == stage.Name
                && merged.Needs >= stage.Needs
                && merged.DeniedBy <= stage.DeniedBy
                && (!merged.Approvers.Evaluate(context()).IsSatisfied || stage.Approvers.Evaluate(context()).IsSatisfied)
                && (merged.Escalation is not { } escalation
                    || (stage.Escalation is { } own && escalation.After >= own.After
                        && (!escalation.To.Evaluate(context()).IsSatisfied || own.To.Evaluate(context()).IsSatisfied)))) == 1));
    });

    [Fact]
    public void P10_Of_AnyTwoVersions_ApprovesByStagesOrByBothOrNotAtAll() => Check((pinned, current, _, _) =>
    {
        // Nothing approves where one is approved automatically and the other breaks the glass.
        var both = PolicyConjunction.Of(pinned, current);
        return both.AutoApproved == (pinned.AutoApproved && current.AutoApproved)
            && (both.BreakGlass is not null) == (pinned.BreakGlass is not null && current.BreakGlass is not null)
            && both.Stages.IsEmpty == (pinned.Stages.IsEmpty && current.Stages.IsEmpty)
            && (both.Stages.IsEmpty || !(both.AutoApproved || both.BreakGlass is not null));
    });

    [Fact]
    public void P13_Of_WidenedPolicy_KeepsEveryStricterNumber() => Check((pinned, current, _, _) =>
    {
        var both = PolicyConjunction.Of(pinned, current);
        return new[] { pinned, current }.All(version =>
            both.MaxDuration <= version.MaxDuration
            && both.MinDuration >= version.MinDuration
            && NotAbove(both.Uses, version.Uses)
            && NotAbove(both.ClaimsGoodFor, version.ClaimsGoodFor)
            && NotAbove(both.PendingFor, version.PendingFor)
            && NotAbove(both.ClaimFor, version.ClaimFor)
            && both.Activation >= version.Activation
            && both.JustificationMinLength >= version.JustificationMinLength
            && (both.RecordsUse || !version.RecordsUse)
            && both.Scopes.All(scope => version.Scopes.Any(wider => wider.Covers(scope))));
    });

    [Fact]
    public void Of_TheOtherWayRound_IsAsStrict() => Check((pinned, current, ask, context) =>
    {
        var (one, other) = (PolicyConjunction.Of(pinned, current), PolicyConjunction.Of(current, pinned));
        return Admits(one, ask, context).SequenceEqual(Admits(other, ask, context)) && Approval(one, context).SetEquals(Approval(other, context)) && Numbers(one) == Numbers(other);
    });

    [Fact]
    public void Of_AgainWithEither_IsAsStrict() => Check((pinned, current, ask, context) =>
    {
        var both = PolicyConjunction.Of(pinned, current);
        return new[] { pinned, current }.Select(version => PolicyConjunction.Of(both, version)).All(again =>
            Admits(again, ask, context).SequenceEqual(Admits(both, ask, context)) && Approval(again, context).SetEquals(Approval(both, context)) && Numbers(again) == Numbers(both));
    });

    [Fact]
    public void Of_SameHash_IsTheSameInstance() => Properties.Check(
        Prop.ForAll(PolicyGenerators.Policies.ToArbitrary(), policy =>
        {
            var copy = PolicyDocument.ReadPolicy(System.Text.Encoding.UTF8.GetBytes(policy.ToJson()), [])!;
            return ReferenceEquals(PolicyConjunction.Of(policy, copy), policy);
        }),
        output,
        size: 20);

    [Fact]
    public void P10_Of_DisjointScopes_AllowNothing()
    {
        var both = PolicyConjunction.Of(Sample.RefundBuilder().Build(), Sample.AutoBuilder().Build());

        Assert.Empty(both.Scopes);
        Assert.False(both.AutoApproved);
    }

    [Fact]
    public void Of_TwoTicketPatterns_DemandsBoth()
    {
        var both = PolicyConjunction.Of(Sample.RefundBuilder().RequiresTicket("OPS-.*").Build(), Sample.RefundBuilder().RequiresTicket(".*-[0-9]").Build());

        Assert.True(both.JudgeConditions(Given.Ticket("OPS-1")).IsSatisfied);
        Assert.False(both.JudgeConditions(Given.Ticket("OPS-x")).IsSatisfied);
        Assert.False(both.JudgeConditions(Given.Ticket("CHG-1")).IsSatisfied);
    }

    // Each on its own, so that a random case says something about all of them.
    private static bool[] Admits(JitPolicy policy, Ask ask, Func<ConditionContext> context) =>
    [
        policy.JudgeEligibility(context()).IsSatisfied,
        policy.JudgeConditions(context()).IsSatisfied,
        policy.Scopes.Any(scope => scope.Covers(ask.Scope)),
        ask.Duration >= policy.MinDuration,
        ask.Duration <= policy.MaxDuration,
        ask.Justification >= policy.JustificationMinLength,
    ];

    private static HashSet<(string, int, int, bool)> Approval(JitPolicy policy, Func<ConditionContext> context) =>
        [.. policy.Stages.Select(stage => (stage.Name, stage.Needs, stage.DeniedBy, stage.Approvers.Evaluate(context()).IsSatisfied))];

    private static (int?, bool, bool, Duration?, Duration?, JitActivation, Duration?) Numbers(JitPolicy policy) =>
        (policy.Uses, policy.RecordsUse, policy.AutoApproved, policy.ClaimsGoodFor, policy.PendingFor, policy.Activation, policy.ClaimFor);

    private static bool NotAbove<T>(T? merged, T? version)
        where T : struct, IComparable<T> =>
        version is null || (merged is { } value && value.CompareTo(version.Value) <= 0);

    private void Check(Func<JitPolicy, JitPolicy, Ask, Func<ConditionContext>, bool> holds) => Properties.Check(
        Prop.ForAll(
            PolicyGenerators.Versions.ToArbitrary(),
            Asks.ToArbitrary(),
            ConditionGenerators.Contexts.ToArbitrary(),
            (versions, ask, context) => holds(versions.Pinned, versions.Current, ask, context)),
        output,
        size: 20);

    private sealed record Ask(Scope Scope, Duration Duration, int Justification);
}
