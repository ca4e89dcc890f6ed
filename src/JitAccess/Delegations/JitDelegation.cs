using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>That somebody stands in for another.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitDelegation
{
    /// <summary>Gets the id, opaque and unguessable.</summary>
    public required string Id { get; init; }

    /// <summary>Gets who is away.</summary>
    public required Subject By { get; init; }

    /// <summary>Gets who stands in.</summary>
    public required Subject To { get; init; }

    /// <summary>Gets from when on.</summary>
    public required Instant From { get; init; }

    /// <summary>Gets until when.</summary>
    public required Deadline Until { get; init; }

    /// <summary>Gets the policies on whose requests the other decides, or <see langword="null"/> for all.</summary>
    public required ImmutableArray<string>? Policies { get; init; }

    /// <summary>Gets why, or <see langword="null"/> when nothing was said or it was erased.</summary>
    public required string? Justification { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"{Id} until {Until}";
}
