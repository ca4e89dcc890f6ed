namespace JitAccess;

/// <summary>Where a request stands. Every state but <see cref="Pending"/> is final.</summary>
public enum RequestState
{
    /// <summary>Waiting for votes, at most until its deadline.</summary>
    Pending = 0,

    /// <summary>Approved; a grant exists.</summary>
    Approved,

    /// <summary>Denied by an approver.</summary>
    Denied,

    /// <summary>Taken back by the requester.</summary>
    Withdrawn,

    /// <summary>Its deadline passed before it was decided.</summary>
    Lapsed,
}
