namespace JitAccess;

/// <summary>Whoever holds leases, and disposes those that follow their grant when it is over itself.</summary>
internal interface ILeaseOwner
{
    /// <summary>Takes a lease that begins to follow its grant; not when the owner is over.</summary>
    bool TryKeep(JitGrantLease lease);
}
