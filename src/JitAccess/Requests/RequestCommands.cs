using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Ask for access.</summary>
internal sealed record SubmitCommand
{
    public required Party Requester { get; init; }

    /// <summary>The policy that is published now under the name that was asked for, if there is one.</summary>
    public required CurrentPolicy? Policy { get; init; }

    public required string PolicyName { get; init; }

    public ImmutableArray<Permission>? Permissions { get; init; }

    public Resource? Resource { get; init; }

    public required Duration Duration { get; init; }

    /// <summary>When access is to begin; with its approval when nothing is said.</summary>
    public Instant? StartAt { get; init; }

    public string? Justification { get; init; }

    public string? Ticket { get; init; }

    /// <summary>Unguessable, from the shell: deciding makes nothing up.</summary>
    public required string RequestId { get; init; }

    public required string GrantId { get; init; }

    /// <summary>What is published now, where it matters who is bypassed.</summary>
    public ImmutableArray<CurrentPolicy> Published { get; init; } = [];

    /// <summary>Who could approve each stage, as far as it was asked and the directory tells. A stage that is not among them is not known to be unmeetable.</summary>
    public ImmutableArray<StageAudience> Approvers { get; init; } = [];

    /// <summary>The grant that more time is asked for, when that is so: then the policy is what it says of extensions.</summary>
    public GrantRecord? Extends { get; init; }
}

/// <summary>Ask for more time.</summary>
/// <param name="Submit">What for, by whom.</param>
/// <param name="Policies">What the grant was asked under, and what is published now.</param>
/// <param name="Rights">What the caller may do by right of the application.</param>
internal sealed record ExtendCommand(SubmitCommand Submit, PolicyPair Policies, Rights Rights);

/// <summary>Approve or deny the open stage.</summary>
internal sealed record VoteCommand
{
    public required Party Voter { get; init; }

    /// <summary>The requester with facts as of now.</summary>
    public required Party Requester { get; init; }

    public required RequestRecord Request { get; init; }

    /// <summary>The version of the request's record.</summary>
    public required long Version { get; init; }

    public required PolicyPair Policies { get; init; }

    public required VoteDecision Decision { get; init; }

    public string? Comment { get; init; }

    public Narrowing? Narrowing { get; init; }

    /// <summary>The version that the voter was shown.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>The one-shot link that came with it.</summary>
    public PresentedLink? Link { get; init; }

    /// <summary>Whether the voter sees everything by right of an auditor.</summary>
    public bool MayAudit { get; init; }
}

/// <summary>Take a request back.</summary>
internal sealed record WithdrawCommand(Party Caller, RequestRecord Request, PolicyPair Policies, bool MayAudit);

/// <summary>What an approver narrows a request to; what is not named stays.</summary>
internal sealed record Narrowing(Duration? Duration, ImmutableArray<Permission>? Permissions, Resource? Resource);
