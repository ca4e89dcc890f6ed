using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>What a message is about. What does not apply is <see langword="null"/> or empty.</summary>
/// <remarks>
/// Personal text was read when the message was made; where it had been erased it is <see cref="Erased"/>. What people wrote is as they wrote it: encode it for
/// wherever it goes. Immutable and safe for concurrent use.
/// </remarks>
public sealed record NotificationFacts
{
    /// <summary>What stands for a text that was erased.</summary>
    public const string Erased = "(erased)";

    /// <summary>Gets the policy.</summary>
    public string? Policy { get; init; }

    /// <summary>Gets the id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>Gets the id of the grant.</summary>
    public string? GrantId { get; init; }

    /// <summary>Gets who asked, and holds the grant.</summary>
    public Subject? Requester { get; init; }

    /// <summary>Gets the name of who asked.</summary>
    public string? RequesterName { get; init; }

    /// <summary>Gets for whom the requester acts.</summary>
    public ImmutableArray<Subject> ActsFor { get; init; } = [];

    /// <summary>Gets what access is for.</summary>
    public ImmutableArray<Scope> Scopes { get; init; } = [];

    /// <summary>Gets how long access is to last, or how much more time is asked for.</summary>
    public Duration? Duration { get; init; }

    /// <summary>Gets why it was asked for.</summary>
    public string? Justification { get; init; }

    /// <summary>Gets the ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>Gets the grant that more time is asked for, or that this one goes on from.</summary>
    public string? Extends { get; init; }

    /// <summary>Gets when access begins or began.</summary>
    public Instant? Start { get; init; }

    /// <summary>Gets when access ends.</summary>
    public Deadline? End { get; init; }

    /// <summary>
    /// Gets until when the grant waits for its holder, to claim it or to use it, or did in vain; then there is no <see cref="Start"/> and no <see cref="End"/>.
    /// </summary>
    public Deadline? ClaimBy { get; init; }

    /// <summary>Gets the stage that the request is at.</summary>
    public string? Stage { get; init; }

    /// <summary>Gets how many distinct humans the stage needs.</summary>
    public int? Needs { get; init; }

    /// <summary>Gets until when the request waits.</summary>
    public Deadline? DecideBy { get; init; }

    /// <summary>Gets what the request had become when the message was made: a message may come late.</summary>
    public RequestState? RequestNow { get; init; }

    /// <summary>Gets who caused what is told, or <see langword="null"/> when it was a host or time.</summary>
    public Subject? Actor { get; init; }

    /// <summary>Gets the name of who caused it, or of the host.</summary>
    public string? ActorName { get; init; }

    /// <summary>Gets for whom the actor acted, whom they stood in for at a vote among them.</summary>
    public ImmutableArray<Subject> ActorFor { get; init; } = [];

    /// <summary>Gets why it was done: the reason of a revocation or a delegation, or the comments of a denial.</summary>
    public string? Because { get; init; }

    /// <summary>Gets who is away, of a delegation.</summary>
    public Subject? Delegator { get; init; }

    /// <summary>Gets the name of who is away.</summary>
    public string? DelegatorName { get; init; }

    /// <summary>Gets who stands in, of a delegation.</summary>
    public Subject? Delegate { get; init; }

    /// <summary>Gets the name of who stands in.</summary>
    public string? DelegateName { get; init; }

    /// <summary>Gets the policies on whose requests the one who stands in decides; empty for all.</summary>
    public ImmutableArray<string> DelegatedPolicies { get; init; } = [];

    /// <summary>Gets what a review found.</summary>
    public ReviewOutcome? Review { get; init; }

    /// <summary>Gets the policy set that was published.</summary>
    public string? PolicySet { get; init; }

    /// <summary>Gets the version of the set that was published.</summary>
    public int? PolicySetVersion { get; init; }

    /// <summary>Gets where to look at it, where <see cref="NotificationOptions.LinkBase"/> says so.</summary>
    public Uri? Link { get; init; }

    /// <summary>
    /// Gets where the recipient votes, with a one-shot link of their own, where <see cref="NotificationOptions.ApprovalLinks"/> says so and the request waits:
    /// <see cref="Link"/> with <c>?link=</c> and the text for <see cref="JitVote.Link"/> behind it.
    /// </summary>
    public Uri? ApprovalLink { get; init; }

    /// <summary>Says which one this is without a word of personal text and without a link, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => GrantId ?? RequestId ?? PolicySet ?? "";
}
