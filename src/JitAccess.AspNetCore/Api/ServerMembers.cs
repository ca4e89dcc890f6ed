namespace JitAccess;

/// <summary>The members of the API's documents that only the server writes. A client that sends one is told so, not ignored.</summary>
internal static class ServerMembers
{
    /// <summary>Every member of a request, dry run, stage, vote, grant, policy or check that no route reads, and some that people try.</summary>
    public static string[] Names { get; } =
    [
        "id", "requestId", "grantId", "issuer", "tenant", "requester", "subject", "scopes", "state", "status", "version", "policyVersion", "set",
        "createdAt", "lapsesAt", "stages", "name", "needs", "approvals", "open", "approvers", "approver", "approved", "approvedBy", "votes", "voter", "onBehalfOf",
        "at", "start", "end", "ends", "secondsLeft", "uses", "usesLeft", "endedBecause", "autoApproved", "conditions", "minDuration", "maxDuration", "scheduledUpTo", "activation", "claimFor", "extension", "upTo",
        "breakGlass", "reviewers", "signedInWithin", "review", "by", "allowance", "total", "within",
        "allowed", "findings", "policies", "approvedAtOnce", "asked",
    ];
}
