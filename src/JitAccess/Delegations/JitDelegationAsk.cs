using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>What somebody who is away says of who stands in.</summary>
/// <param name="To">Who stands in: another human of the same tenant.</param>
/// <param name="Until">Until when: at most <see cref="JitLimits.DelegationUpTo"/> after it begins.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitDelegationAsk(Subject To, Instant Until)
{
    /// <summary>
    /// Gets from when on, at most <see cref="JitLimits.DelegationUpTo"/> ahead. <value>The default is <see langword="null"/>: from now on.</value>
    /// </summary>
    public Instant? From { get; init; }

    /// <summary>Gets the policies on whose requests the other decides, 1 to 50 names. <value>The default is <see langword="null"/>: all.</value></summary>
    public ImmutableArray<string>? Policies { get; init; }

    /// <summary>Gets why, at most 2000 characters; personal text. <value>The default is <see langword="null"/>.</value></summary>
    public string? Justification { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"to {To} until {InstantText.Format(Until)}";
}
