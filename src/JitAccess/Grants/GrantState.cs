namespace JitAccess;

/// <summary>Where a grant stands. <see cref="Scheduled"/>, <see cref="Claimable"/> and <see cref="Active"/> end by their deadline at the latest; all others are final.</summary>
public enum GrantState
{
    /// <summary>Approved for a later start.</summary>
    Scheduled = 0,

    /// <summary>Approved and waiting to be claimed.</summary>
    Claimable,

    /// <summary>Live until its end.</summary>
    Active,

    /// <summary>Its end has come.</summary>
    Expired,

    /// <summary>Given back by its holder.</summary>
    Released,

    /// <summary>Revoked.</summary>
    Revoked,

    /// <summary>All its uses were taken.</summary>
    UsedUp,
}
