using FsCheck;
using FsCheck.Fluent;
using JitAccess.Tests.Facts.Conditions;
using Xunit.Abstractions;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>What is said to follow from conditions does, whatever the facts are.</summary>
public sealed class ConditionAnalysisProperties(ITestOutputHelper output)
{
    private static readonly Gen<(Condition One, Condition Other)> Pairs =
        from one in ConditionGenerators.AnyConditions
        from other in ConditionGenerators.AnyConditions
        from third in ConditionGenerators.AnyConditions
        from pair in Gen.Elements<(Condition, Condition)>(
            (one, other),
            (one & other, one),
            (one & other, other & one),
            (one, one | other),
            (one & third, one | other),
            (!(one | other), !one),
            (!one, !(one & other)),
            (!!one, one),
            ((one | other) & third, third & (other | one)))
        select pair;

    [Fact]
    public void Implies_WhateverItSays_HoldsForAllFacts() => Check((one, other, context) =>
        !ConditionLogic.Implies(one, other) || !one.Evaluate(context()).IsSatisfied || other.Evaluate(context()).IsSatisfied);

    [Fact]
    public void Excludes_WhateverItSays_HoldsForAllFacts() => Check((one, other, context) =>
        !new ConditionLogic().Excludes(ConditionForm.Of(one), ConditionForm.Of(other))
        || !one.Evaluate(context()).IsSatisfied || !other.Evaluate(context()).IsSatisfied);

    [Fact]
    public void NeverHolds_WhateverItSays_HoldsForAllFacts() => Check((one, other, context) =>
        new[] { one, one & other, one & !one, !one & (other | one) & !other }.All(condition =>
            !ConditionLogic.NeverHolds(condition, Given.Noon) || !condition.Evaluate(context()).IsSatisfied));

    [Fact]
    public void NamedPeople_WhoeverSatisfiesACondition_IsNamed() => Check((one, other, context) =>
        new[] { one, one & other, one | other }.All(condition =>
            NamedPeople.Of(condition, Given.Noon) is not { } named || !condition.Evaluate(context()).IsSatisfied || named.Contains(context().Subject)));

    [Fact]
    public void Of_NegationsPushedDown_SaysTheSame() => Check((one, other, context) =>
        new[] { one, !one, !(one & !other), !(one | other) }.All(condition =>
            Back(ConditionForm.Of(condition)).Evaluate(context()).Result == condition.Evaluate(context()).Result));

    private static Condition Back(ConditionForm form)
    {
        if (form.Leaf is { } leaf)
        {
            return form.IsNegated ? !leaf : leaf;
        }

        Condition[] parts = [.. form.Parts.Select(Back)];
        return form.IsAll ? Condition.All(parts) : Condition.Any(parts);
    }

    private void Check(Func<Condition, Condition, Func<ConditionContext>, bool> holds) => Properties.Check(
        Prop.ForAll(
            Pairs.ToArbitrary(),
            ConditionGenerators.Contexts.ToArbitrary(),
            (pair, context) => holds(pair.One, pair.Other, context)),
        output,
        size: 20);
}
