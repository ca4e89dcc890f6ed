using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>What is asked for. What is not named is taken whole.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Duration">How long, in whole seconds, within the policy's limits.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitAsk(string Policy, Duration Duration)
{
    /// <summary>Gets the permissions, at most 200. <value>The default is <see langword="null"/>: all of the policy's.</value></summary>
    public ImmutableArray<Permission>? Permissions { get; init; }

    /// <summary>Gets the resource. <value>The default is <see langword="null"/>: everything that the policy covers.</value></summary>
    public Resource? Resource { get; init; }

    /// <summary>Gets why, at most 2000 characters; personal text. <value>The default is <see langword="null"/>.</value></summary>
    public string? Justification { get; init; }

    /// <summary>
    /// Gets the ticket, at most 200 characters: a reference, which the journal keeps as it is and which cannot be erased. <value>The default is <see langword="null"/>.</value>
    /// </summary>
    public string? Ticket { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"ask for {Policy}";
}
