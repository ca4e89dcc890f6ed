using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>A request as its parties see it at one moment.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitRequest
{
    /// <summary>Gets the opaque, unguessable id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the version, from 1; it changes with every vote and settlement.</summary>
    public required long Version { get; init; }

    /// <summary>Gets the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Gets the version of the policy set that the request is pinned to.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>Gets who asks.</summary>
    public required Subject Subject { get; init; }

    /// <summary>Gets the name that people know the requester by, or <see langword="null"/> when there is none or it was erased.</summary>
    public string? SubjectName { get; init; }

    /// <summary>Gets what is asked for, after every narrowing.</summary>
    public required ImmutableArray<Scope> Scopes { get; init; }

    /// <summary>Gets how long it is asked for, after every narrowing.</summary>
    public required Duration Duration { get; init; }

    /// <summary>Gets the grant that this asks more time for, or <see langword="null"/> when it asks for access anew.</summary>
    public string? Extends { get; init; }

    /// <summary>Gets when access is to begin, or <see langword="null"/> when it begins with its approval.</summary>
    public Instant? StartAt { get; init; }

    /// <summary>Gets why, or <see langword="null"/> when nothing was said or it was erased.</summary>
    public string? Justification { get; init; }

    /// <summary>Gets the ticket, or <see langword="null"/>.</summary>
    public string? Ticket { get; init; }

    /// <summary>Gets the state at that moment.</summary>
    public required RequestState State { get; init; }

    /// <summary>Gets when it was made.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Gets the moment at which it lapses, or would have.</summary>
    public required Deadline LapsesAt { get; init; }

    /// <summary>Gets the stages in their order.</summary>
    public required ImmutableArray<JitStage> Stages { get; init; }

    /// <summary>Gets the grant, once approved.</summary>
    public string? GrantId { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"request {Id} ({Policy}, {State.Name()})";
}
