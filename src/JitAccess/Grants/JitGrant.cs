using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>A grant as its parties see it at one moment.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitGrant
{
    /// <summary>Gets the opaque, unguessable id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the request that it comes from.</summary>
    public required string RequestId { get; init; }

    /// <summary>Gets the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Gets the holder.</summary>
    public required Subject Subject { get; init; }

    /// <summary>Gets the name that people know the holder by, or <see langword="null"/> when there is none or it was erased.</summary>
    public string? SubjectName { get; init; }

    /// <summary>Gets what it allows.</summary>
    public required ImmutableArray<Scope> Scopes { get; init; }

    /// <summary>Gets the state at that moment.</summary>
    public required GrantState State { get; init; }

    /// <summary>Gets when it was activated; or is to be, while it is scheduled.</summary>
    public required Instant Start { get; init; }

    /// <summary>Gets the grant that it goes on from, or <see langword="null"/> when it extends none.</summary>
    public string? Extends { get; init; }

    /// <summary>Gets when it ends; at that instant it has ended.</summary>
    public required Deadline End { get; init; }

    /// <summary>Gets the time that is left, rounded down to whole seconds; zero once it has ended.</summary>
    public required Duration Left { get; init; }

    /// <summary>Gets the uses that are left, or <see langword="null"/> when they are not counted.</summary>
    public int? UsesLeft { get; init; }

    /// <summary>Gets who approved it; empty for an automatic approval.</summary>
    public required ImmutableArray<Subject> ApprovedBy { get; init; }

    /// <summary>Gets why it ended: the reason that was given for a revocation, else the state; <see langword="null"/> while it lives.</summary>
    public string? EndedBecause { get; init; }

    /// <summary>Gets the review that it owes or had, or <see langword="null"/> when the glass was not broken for it.</summary>
    public JitGrantReview? Review { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"grant {Id} ({Policy}, {State.Name()}, ends {End})";
}
