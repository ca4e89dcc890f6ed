namespace JitAccess;

/// <summary>What becomes of a request when it is made.</summary>
public enum PolicyOutcome
{
    /// <summary>It is refused. The default.</summary>
    Refused = 0,

    /// <summary>It is accepted, and waits for approvals.</summary>
    Pending,

    /// <summary>It is accepted and approved at once.</summary>
    Approved,
}
