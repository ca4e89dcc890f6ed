namespace JitAccess;

/// <summary>Asks a directory who there is. The set is closed: a directory that meets a query it does not know throws.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public abstract record DirectoryQuery
{
    private protected DirectoryQuery(Tenant tenant) => Tenant = tenant;

    /// <summary>Gets the tenant whose accounts are asked for; nobody of another belongs into the answer.</summary>
    public Tenant Tenant { get; }

    /// <summary>
    /// Gets how many entries are of use. Whoever gets that many knows that there may be more, and takes the answer for no answer.
    /// <value>The default is 501, which is one more than is ever made use of.</value>
    /// </summary>
    public int Limit { get; init; } = Audience.MaxEntries + 1;

    /// <summary>Everybody who has a role.</summary>
    public sealed record WithRole : DirectoryQuery
    {
        /// <summary>Asks for everybody who has a role.</summary>
        /// <param name="tenant">The tenant.</param>
        /// <param name="role">The role, compared ordinally.</param>
        public WithRole(Tenant tenant, string role)
            : base(tenant)
        {
            ArgumentException.ThrowIfNullOrEmpty(role);
            Role = role;
        }

        /// <summary>Gets the role, compared ordinally.</summary>
        public string Role { get; }
    }

    /// <summary>Everybody who has a value of an attribute.</summary>
    public sealed record WithAttribute : DirectoryQuery
    {
        /// <summary>Asks for everybody who has a value of an attribute.</summary>
        /// <param name="tenant">The tenant.</param>
        /// <param name="name">The attribute's name, compared ordinally.</param>
        /// <param name="value">The value, compared ordinally.</param>
        public WithAttribute(Tenant tenant, string name, string value)
            : base(tenant)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentException.ThrowIfNullOrEmpty(value);
            Name = name;
            Value = value;
        }

        /// <summary>Gets the attribute's name, compared ordinally.</summary>
        public string Name { get; }

        /// <summary>Gets the value, compared ordinally.</summary>
        public string Value { get; }
    }
}
