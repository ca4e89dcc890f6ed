using System.Collections.Immutable;

namespace JitAccess;

/// <summary>What is expected of a decision.</summary>
/// <param name="Outcome">What becomes of the request.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record PolicyTestExpectation(PolicyOutcome Outcome)
{
    /// <summary>Gets every reason of a refusal, in any order. <value>The default is empty: any reason will do.</value></summary>
    public ImmutableArray<Reason> Reasons { get; init; } = [];

    /// <summary>
    /// Gets, by stage, the names of all in the table who may approve: no more and no fewer. A stage that is not named is not looked at.
    /// <value>The default is empty.</value>
    /// </summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Approvers { get; init; } = ImmutableDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);
}
