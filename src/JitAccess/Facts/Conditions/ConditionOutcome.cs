using System.Collections.Immutable;

namespace JitAccess;

/// <summary>What a condition says, and what is missing when it is not satisfied.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class ConditionOutcome
{
    private ConditionOutcome(ConditionResult result, ImmutableArray<Finding> findings)
    {
        Result = result;
        Findings = findings;
    }

    /// <summary>Gets the outcome of a condition that holds.</summary>
    public static ConditionOutcome Satisfied { get; } = new(ConditionResult.Satisfied, []);

    /// <summary>Gets what the condition says.</summary>
    public ConditionResult Result { get; }

    /// <summary>Gets a value indicating whether the condition holds; an unknown one does not.</summary>
    public bool IsSatisfied => Result == ConditionResult.Satisfied;

    /// <summary>Gets what is missing; empty when the condition holds, never empty otherwise.</summary>
    public ImmutableArray<Finding> Findings { get; }

    /// <summary>Whether it is unknown because a source failed or a condition threw, so that it may be known a moment later.</summary>
    internal bool MayChange => Result == ConditionResult.Unknown
        && Findings.Any(finding => finding.Reason == Reason.FactSourceFailed || finding.Reason == Reason.ConditionNotMet);

    /// <summary>Makes the outcome of a condition whose input is known and which does not hold.</summary>
    /// <param name="finding">What is missing.</param>
    /// <returns>The outcome.</returns>
    public static ConditionOutcome NotSatisfied(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new(ConditionResult.NotSatisfied, [finding]);
    }

    /// <summary>Makes the outcome of a condition that cannot tell, because a fact is missing or unreadable.</summary>
    /// <param name="finding">What it lacks.</param>
    /// <returns>The outcome; its negation is unknown too.</returns>
    public static ConditionOutcome Unknown(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new(ConditionResult.Unknown, [finding]);
    }

    /// <summary>What this says, as the only thing that can be said.</summary>
    internal Outlook Certain => Result switch
    {
        ConditionResult.Satisfied => Outlook.Satisfied,
        ConditionResult.NotSatisfied => Outlook.NotSatisfied,
        _ => Outlook.None,
    };

    /// <summary>Joins outcomes that are not satisfied.</summary>
    internal static ConditionOutcome Join(ConditionResult result, IEnumerable<ConditionOutcome> outcomes) =>
        new(result, [.. outcomes.SelectMany(outcome => outcome.Findings).Distinct()]);
}
