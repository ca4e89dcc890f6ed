using System.Collections.Immutable;

namespace JitAccess;

/// <summary>What somebody may do by right of the application's administration rules.</summary>
internal sealed record Rights(bool MayAudit, bool MayRevoke, bool MayPublish, bool MayOperate)
{
    public static Rights None { get; } = new(false, false, false, false);

    /// <summary>Whether every grant is seen: who may end any must be able to find it. Requests are seen by auditors alone.</summary>
    public bool SeesGrants => MayAudit || MayRevoke;
}

/// <summary>Begin a scheduled grant whose start has come, or one that is claimed.</summary>
internal sealed record StartCommand
{
    public required GrantRecord Grant { get; init; }

    public required RequestRecord Request { get; init; }

    /// <summary>The holder with facts as of now.</summary>
    public required Party Requester { get; init; }

    public required PolicyPair Policies { get; init; }

    public required LedgerRecord Ledger { get; init; }

    /// <summary>Whether a policy of that name is published, whether it can be read here or not.</summary>
    public required bool IsPublished { get; init; }

    /// <summary>Whether a mass revocation or an adoption of a restored store came after the approval.</summary>
    public bool IsEndedByAnother { get; init; }
}

/// <summary>Claim the grant of a request.</summary>
/// <param name="Caller">Who claims.</param>
/// <param name="Request">The request.</param>
/// <param name="Policies">What it was asked under, and what is published now.</param>
/// <param name="MayAudit">Whether the caller sees everything by right of an auditor.</param>
/// <param name="Start">The grant and what is known of its holder; <see langword="null"/> when there is none.</param>
internal sealed record ClaimCommand(Party Caller, RequestRecord Request, PolicyPair Policies, bool MayAudit, StartCommand? Start);

/// <summary>Give a grant back.</summary>
internal sealed record ReleaseCommand(Party Caller, GrantRecord Grant, PolicyPair Policies, Rights Rights);

/// <summary>End a grant of someone else.</summary>
internal sealed record RevokeCommand(Party Caller, GrantRecord Grant, PolicyPair Policies, Rights Rights, string Why);

/// <summary>End every grant that a selector picks and somebody works under; or, when it continues, what the commit before it missed.</summary>
internal sealed record RevokeAllCommand(
    Party Caller, RevocationSelector Selector, ImmutableArray<GrantRecord> Live, Rights Rights, string Why, bool Continues = false);

/// <summary>Take one use.</summary>
internal sealed record UseCommand(GrantRecord Grant, LedgerRecord Ledger, Subject Subject, Scope Scope, string Operation);
