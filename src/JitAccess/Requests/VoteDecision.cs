namespace JitAccess;

/// <summary>What an approver says.</summary>
public enum VoteDecision
{
    /// <summary>No. The harmless default.</summary>
    Deny = 0,

    /// <summary>Yes, as asked or narrower.</summary>
    Approve,
}
