using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Whoever issues a command: the subject, what its session presented, and for whom it acts.</summary>
/// <param name="Subject">The subject that is signed in.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record Caller(Subject Subject)
{
    /// <summary>Gets what the session presented (claims, address, sign-in). <value>The default is <see cref="FactSet.Empty"/>.</value></summary>
    public FactSet Presented { get; init; } = FactSet.Empty;

    /// <summary>The most subjects of <see cref="ActsFor"/>; a caller with more may neither ask nor vote.</summary>
    public const int MaxActsFor = 8;

    /// <summary>
    /// Gets everyone else in the chain: for whom the subject acts, or who sponsors it; at most <see cref="MaxActsFor"/>. Separation of duties counts
    /// them all as one with the subject. <value>The default is empty.</value>
    /// </summary>
    /// <remarks>
    /// What they may not have the subject may not have either: whenever the subject is judged, so is each of them, by what the directory and the fact
    /// sources say of them. Left out are the workloads in the chain of a human, which are the tools that the human works through.
    /// </remarks>
    public ImmutableArray<Subject> ActsFor { get; init; } = [];

    /// <summary>Gets the name that people know the subject by, for documents; personal text. <value>The default is <see langword="null"/>.</value></summary>
    public string? DisplayName { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => Subject.ToString();
}
