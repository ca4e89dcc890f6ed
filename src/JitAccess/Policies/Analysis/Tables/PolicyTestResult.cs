using System.Collections.Immutable;

namespace JitAccess;

/// <summary>What became of one row of a table.</summary>
/// <param name="Case">The row.</param>
/// <param name="Outcome">What became of the request.</param>
/// <param name="Problems">What is not as expected, a sentence each; empty when everything is.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record PolicyTestResult(PolicyTestCase Case, PolicyOutcome Outcome, ImmutableArray<string> Problems)
{
    /// <summary>Gets a value indicating whether everything is as expected.</summary>
    public bool Passed => Problems.IsEmpty;

    /// <summary>Gets why the request was refused; <see langword="null"/> when it was not. <value>The default is <see langword="null"/>.</value></summary>
    public Explanation? Refusal { get; init; }

    /// <summary>Gets, by stage, the names of all in the table who may approve. <value>The default is empty.</value></summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Approvers { get; init; } = ImmutableDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>Says it in one line.</summary>
    /// <returns>The line, such as <c>passed: a lead refunds</c>.</returns>
    public override string ToString() => Passed ? $"passed: {Case.Name}" : $"failed: {Case.Name}: {string.Join(' ', Problems)}";
}
