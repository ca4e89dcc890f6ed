namespace JitAccess;

/// <summary>What leases ask this node for.</summary>
internal interface ILeaseDesk
{
    /// <summary>Tells when a grant has ended.</summary>
    GrantEndings Endings { get; }

    /// <summary>
    /// Finds a grant under which an operation may go on without taking anything; <see langword="null"/> when there is none, or when this node may not answer.
    /// Overlapping grants are a union: ending one never ends what another still gives.
    /// </summary>
    LiveGrant? Find(SubjectHandle holder, string permission, string? resource);
}
