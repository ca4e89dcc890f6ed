using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>A vote on the open stage of a request.</summary>
/// <param name="Decision">Approve or deny.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitVote(VoteDecision Decision)
{
    /// <summary>Gets why, at most 2000 characters; personal text. <value>The default is <see langword="null"/>.</value></summary>
    public string? Comment { get; init; }

    /// <summary>Gets a shorter duration than was asked for. <value>The default is <see langword="null"/>: as asked.</value></summary>
    public Duration? NarrowToDuration { get; init; }

    /// <summary>Gets fewer permissions than were asked for. <value>The default is <see langword="null"/>: as asked.</value></summary>
    public ImmutableArray<Permission>? NarrowToPermissions { get; init; }

    /// <summary>Gets a narrower resource than was asked for. <value>The default is <see langword="null"/>: as asked.</value></summary>
    public Resource? NarrowToResource { get; init; }

    /// <summary>Gets the <see cref="JitRequest.Version"/> that the voter was shown; a stale one is refused. <value>The default is <see langword="null"/>: any.</value></summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>
    /// Gets the one-shot link that the voter came with: the text behind <c>?link=</c> in <see cref="NotificationFacts.ApprovalLink"/>. It adds no right; it is
    /// good for one vote of whom it was sent to, on what it was sent with. <value>The default is <see langword="null"/>: none.</value>
    /// </summary>
    public string? Link { get; init; }

    internal Narrowing? Narrowing => NarrowToDuration is null && NarrowToPermissions is null && NarrowToResource is null
        ? null
        : new Narrowing(NarrowToDuration, NarrowToPermissions, NarrowToResource);

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => Decision.Name();
}
