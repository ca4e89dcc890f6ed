using System.Collections.Immutable;

namespace JitAccess;

/// <summary>The rules of <see cref="PolicyLint"/>. Their names are API: <c>docs/reference/policy-analysis.md</c>.</summary>
public static class PolicyLintRules
{
    /// <summary>Nobody can ever ask: what must hold contradicts itself, or its windows are past.</summary>
    public const string NeverAsked = "never-asked";

    /// <summary>A quorum that nobody can meet: too few people are named, stages share too few, or the approvers' condition never holds.</summary>
    public const string UnmeetableQuorum = "unmeetable-quorum";

    /// <summary>Nobody can ever review what was done when the glass was broken, so nobody breaks it twice.</summary>
    public const string UnmeetableReview = "unmeetable-review";

    /// <summary>A stage asks for more denials than there are people named who could deny.</summary>
    public const string UndeniableStage = "undeniable-stage";

    /// <summary>A part of a condition that never holds, so that it could be left out.</summary>
    public const string DeadCondition = "dead-condition";

    /// <summary>A condition that leaves nobody out, such as a network that has every address.</summary>
    public const string IdleCondition = "idle-condition";

    /// <summary>A policy that nobody needs: another one gives all of it, and demands no more.</summary>
    public const string UnreachablePolicy = "unreachable-policy";

    /// <summary>An automatic approval that is long or covers much.</summary>
    public const string BroadAutoApproval = "broad-auto-approval";

    /// <summary>A policy that covers every resource.</summary>
    public const string WildcardResource = "wildcard-resource";

    /// <summary>A long or broad policy that asks neither for a justification nor for a ticket.</summary>
    public const string NoJustification = "no-justification";

    /// <summary>A stage that everybody who may ask may decide: colleagues wave each other through.</summary>
    public const string SelfServing = "self-serving";

    /// <summary>Access that lasts for days.</summary>
    public const string LongDuration = "long-duration";

    /// <summary>A text that looks like somebody's address. What is published stays in the journal, and cannot be erased there.</summary>
    public const string PersonalData = "personal-data";

    /// <summary>Gets every rule, ordered by name.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        .. ((string[])
        [
            NeverAsked, UnmeetableQuorum, UnmeetableReview, UndeniableStage, DeadCondition, IdleCondition, UnreachablePolicy, BroadAutoApproval, WildcardResource, NoJustification,
            SelfServing, LongDuration, PersonalData,
        ]).Order(StringComparer.Ordinal),
    ];
}
