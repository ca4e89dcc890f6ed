namespace JitAccess.Stores;

/// <summary>A question that every store answers. The set is closed: a store that meets one it does not know throws <see cref="UnknownStoreQueryException"/>.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public abstract record StoreQuery
{
    private protected StoreQuery()
    {
    }

    /// <summary>Records of one kind that a subject is a party to, newest first.</summary>
    /// <param name="Tenant">The tenant.</param>
    /// <param name="Kind">What can be listed: requests, grants, entries set aside.</param>
    /// <param name="Party">The key of the subject, or the name of a follower.</param>
    public sealed record OfParty(Tenant Tenant, RecordKind Kind, string Party) : StoreQuery
    {
        /// <summary>Gets the kind.</summary>
        public RecordKind Kind { get; } = Listable(Kind);
    }

    /// <summary>Records of one kind that are not terminal, newest first, of one tenant and optionally of one subject or policy.</summary>
    /// <param name="Tenant">The tenant.</param>
    /// <param name="Kind">What can be listed: requests, grants, entries set aside.</param>
    public sealed record Open(Tenant Tenant, RecordKind Kind) : StoreQuery
    {
        /// <summary>Gets the kind.</summary>
        public RecordKind Kind { get; } = Listable(Kind);

        /// <summary>Gets the key of the subject, or <see langword="null"/> for all.</summary>
        public string? Subject { get; init; }

        /// <summary>Gets the name of the policy, or <see langword="null"/> for all.</summary>
        public string? Policy { get; init; }
    }

    /// <summary>All records of one kind of one tenant, newest first.</summary>
    /// <param name="Tenant">The tenant.</param>
    /// <param name="Kind">What can be listed: requests, grants, entries set aside.</param>
    public sealed record OfTenant(Tenant Tenant, RecordKind Kind) : StoreQuery
    {
        /// <summary>Gets the kind.</summary>
        public RecordKind Kind { get; } = Listable(Kind);
    }

    /// <summary>Records of every tenant and kind whose <see cref="RecordIndex.Due"/> has passed, the longest overdue first.</summary>
    /// <param name="Now">The moment to compare with: the store's time.</param>
    public sealed record Due(NodaTime.Instant Now) : StoreQuery;

    private static RecordKind Listable(RecordKind kind) => kind is RecordKind.Request or RecordKind.Grant or RecordKind.SetAside
        ? kind
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, "Only requests, grants and entries set aside can be listed.");
}
