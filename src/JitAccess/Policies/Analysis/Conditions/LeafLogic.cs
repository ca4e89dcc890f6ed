using System.Collections.Immutable;
using System.Net;
using NodaTime;

namespace JitAccess;

/// <summary>What follows from single questions: where a new kind of condition says when it is narrower than another, and when both cannot hold.</summary>
/// <remarks>A kind that says nothing here is only ever compared as a whole: equal or not. Sound, not complete.</remarks>
internal static class LeafLogic
{
    /// <summary>Says whether one answer follows from another; a negated question is one that must be known not to hold.</summary>
    public static bool Implies((Condition Leaf, bool IsNegated) one, (Condition Leaf, bool IsNegated) other) => (one.IsNegated, other.IsNegated) switch
    {
        (false, false) => Narrower(one.Leaf, other.Leaf),

        // Known not to be the wider is known not to be the narrower, where both ask the same fact.
        (true, true) => one.Leaf == other.Leaf || (AskTheSame(one.Leaf, other.Leaf) && Narrower(other.Leaf, one.Leaf)),
        (false, true) => Disjoint(one.Leaf, other.Leaf),
        _ => other.Leaf is EveryoneCondition,
    };

    /// <summary>Says whether both answers cannot be given together.</summary>
    public static bool Exclude((Condition Leaf, bool IsNegated) one, (Condition Leaf, bool IsNegated) other) => (one.IsNegated, other.IsNegated) switch
    {
        (false, false) => Disjoint(one.Leaf, other.Leaf),
        (false, true) => Narrower(one.Leaf, other.Leaf),
        (true, false) => Narrower(other.Leaf, one.Leaf),
        _ => false,
    };

    /// <summary>Says whether an answer is never given.</summary>
    public static bool NeverHolds(Condition leaf, bool isNegated, Instant? from) => isNegated
        ? leaf is EveryoneCondition or RiskCondition { AtMost: >= 100 } or TimeWindowCondition { Zone: null }
        : leaf switch
        {
            ValuesCondition values => values.Values.IsDefaultOrEmpty,
            NetworkCondition network => !network.Networks.Any(),
            TimeWindowCondition window => WindowLogic.NeverOpens(window, from),
            RiskCondition risk => risk.AtMost < 0,
            _ => false,
        };

    /// <summary>Says whether whatever satisfies one question satisfies the other.</summary>
    private static bool Narrower(Condition one, Condition other) => one == other || (one, other) switch
    {
        (_, EveryoneCondition) => true,
        (ValuesCondition values, ValuesCondition others) => AskTheSame(values, others) && IsWithin(values.Values, others.Values),
        (NetworkCondition network, NetworkCondition wider) => network.Networks.All(item => wider.Networks.Any(around => Covers(around, item))),
        (RiskCondition risk, RiskCondition higher) => risk.AtMost <= higher.AtMost,
        (AuthenticationCondition signedIn, AuthenticationCondition weaker) => IsStronger(signedIn, weaker),
        (TimeWindowCondition window, TimeWindowCondition wider) => WindowLogic.IsWithin(window, wider),
        _ => false,
    };

    // Strict: of the two, one that holds makes the other known not to hold.
    private static bool Disjoint(Condition one, Condition other) => (one, other) switch
    {
        (SubjectCondition subject, SubjectCondition another) => !subject.Named.Equals(another.Named),
        (NetworkCondition network, NetworkCondition another) =>
            network.Networks.All(item => another.Networks.All(apart => !Covers(item, apart) && !Covers(apart, item))),
        (TimeWindowCondition window, TimeWindowCondition another) => WindowLogic.AreDisjoint(window, another),
        _ => false,
    };

    // Two questions of which either both can be told or neither.
    private static bool AskTheSame(Condition one, Condition other) => (one, other) switch
    {
        (ValuesCondition values, ValuesCondition others) => string.Equals(values.FactName, others.FactName, StringComparison.Ordinal),
        (NetworkCondition, NetworkCondition) or (RiskCondition, RiskCondition) => true,
        (TimeWindowCondition window, TimeWindowCondition another) => window.Zone is not null && another.Zone is not null,
        _ => false,
    };

    private static bool IsStronger(AuthenticationCondition one, AuthenticationCondition other) =>
        (other.Within is null || one.Within <= other.Within)
        && IsWithin(OrNone(other.AllMethods), OrNone(one.AllMethods))
        && (other.AnyMethod.IsDefault || OrNone(one.AllMethods).Any(method => other.AnyMethod.Contains(method, StringComparer.Ordinal)) || IsChosenWithin(one.AnyMethod, other.AnyMethod))
        && (other.Levels.IsDefault || IsChosenWithin(one.Levels, other.Levels));

    private static bool IsChosenWithin(ImmutableArray<string> one, ImmutableArray<string> other) => !one.IsDefault && IsWithin(one, other);

    private static bool IsWithin(ImmutableArray<string> values, ImmutableArray<string> others)
    {
        var wider = others.ToHashSet(StringComparer.Ordinal);
        return values.All(wider.Contains);
    }

    private static ImmutableArray<string> OrNone(ImmutableArray<string> names) => names.IsDefault ? [] : names;

    private static bool Covers(IPNetwork around, IPNetwork network) =>
        around.BaseAddress.AddressFamily == network.BaseAddress.AddressFamily
        && around.PrefixLength <= network.PrefixLength
        && around.Contains(network.BaseAddress);
}
