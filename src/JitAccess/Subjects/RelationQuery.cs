namespace JitAccess;

/// <summary>Asks a directory who stands in a relation to something. The set is closed: a directory that meets a query it does not know throws.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public abstract record RelationQuery
{
    private protected RelationQuery(Tenant tenant) => Tenant = tenant;

    /// <summary>Gets the tenant; nobody of another belongs into the answer.</summary>
    public Tenant Tenant { get; }

    /// <summary>Who manages somebody.</summary>
    public sealed record ManagersOf : RelationQuery
    {
        /// <summary>Asks who manages somebody.</summary>
        /// <param name="subject">Whom.</param>
        public ManagersOf(Subject subject)
            : base((subject ?? throw new ArgumentNullException(nameof(subject))).Tenant) => Subject = subject;

        /// <summary>Gets who is managed.</summary>
        public Subject Subject { get; }
    }

    /// <summary>Who owns a resource.</summary>
    public sealed record OwnersOf : RelationQuery
    {
        /// <summary>Asks who owns a resource.</summary>
        /// <param name="tenant">The tenant.</param>
        /// <param name="resource">The resource. One that ends in <c>*</c> means all that lie under it: those who own them all.</param>
        public OwnersOf(Tenant tenant, Resource resource)
            : base(tenant) => Resource = resource;

        /// <summary>Gets what is owned.</summary>
        public Resource Resource { get; }
    }
}
