namespace JitAccess;

/// <summary>One human or one workload, named by tenant, issuer and an id that never changes hands.</summary>
/// <remarks>
/// <para>For access, subjects are compared ordinally; an id that is not NFC and trimmed is refused, never folded. For separation of duties
/// they are compared the other way, by <c>SameHuman</c>: whoever looks alike counts as one person.</para>
/// <para><see cref="Kind"/> is not part of the identity. Immutable and safe for concurrent use.</para>
/// </remarks>
public sealed class Subject : IEquatable<Subject>
{
    /// <summary>The longest issuer in UTF-16 code units.</summary>
    public const int MaxIssuerLength = 512;

    /// <summary>The longest id in UTF-16 code units.</summary>
    public const int MaxIdLength = 256;

    private readonly int _hash;

    private Subject(Tenant tenant, string issuer, string id, SubjectKind kind)
    {
        Tenant = tenant;
        Issuer = issuer;
        Id = id;
        Kind = kind;
        _hash = HashOf(tenant, issuer, id);
    }

    /// <summary>Gets the tenant.</summary>
    public Tenant Tenant { get; }

    /// <summary>Gets who vouches for the id: the token's <c>iss</c>, or the name of the authentication scheme.</summary>
    public string Issuer { get; }

    /// <summary>Gets the id, which its issuer never gives to anyone else. Never an e-mail address by default.</summary>
    public string Id { get; }

    /// <summary>Gets whether this is a human or a workload.</summary>
    public SubjectKind Kind { get; }

    /// <summary>Gets the issuer and id as one unambiguous text, for record keys and indexes.</summary>
    internal string Key => $"{Escape(Issuer)}|{Escape(Id)}";

    /// <summary>Names a person.</summary>
    /// <param name="issuer">Who vouches for the id; 1 to <see cref="MaxIssuerLength"/> characters.</param>
    /// <param name="id">The immutable id; 1 to <see cref="MaxIdLength"/> characters.</param>
    /// <param name="tenant">The tenant; <see cref="Tenant.Default"/> when left out.</param>
    /// <returns>The subject.</returns>
    /// <exception cref="JitRejectedException">A part is empty, too long, not NFC, not trimmed, or holds control or bidirectional characters.</exception>
    public static Subject Human(string issuer, string id, Tenant tenant = default) => Of(tenant, issuer, id, SubjectKind.Human);

    /// <summary>Names a service, job or agent.</summary>
    /// <param name="issuer">Who vouches for the id; 1 to <see cref="MaxIssuerLength"/> characters.</param>
    /// <param name="id">The immutable id; 1 to <see cref="MaxIdLength"/> characters.</param>
    /// <param name="tenant">The tenant; <see cref="Tenant.Default"/> when left out.</param>
    /// <returns>The subject.</returns>
    /// <exception cref="JitRejectedException">A part is empty, too long, not NFC, not trimmed, or holds control or bidirectional characters.</exception>
    public static Subject Workload(string issuer, string id, Tenant tenant = default) => Of(tenant, issuer, id, SubjectKind.Workload);

    /// <summary>Restores a subject that this library wrote itself.</summary>
    internal static Subject Restore(Tenant tenant, string issuer, string id, SubjectKind kind) => new(tenant, issuer, id, kind);

    /// <inheritdoc/>
    public bool Equals(Subject? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && _hash == other._hash
            && string.Equals(Id, other.Id, StringComparison.Ordinal)
            && string.Equals(Issuer, other.Issuer, StringComparison.Ordinal)
            && Tenant == other.Tenant);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Subject);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public override string ToString() => $"{Issuer}|{Id}";

    /// <summary>The hash of a subject with those texts.</summary>
    internal static int HashOf(Tenant tenant, ReadOnlySpan<char> issuer, ReadOnlySpan<char> id) =>
        HashCode.Combine(tenant, string.GetHashCode(issuer, StringComparison.Ordinal), string.GetHashCode(id, StringComparison.Ordinal));

    private static string Escape(string part) =>
        part.Replace("~", "~0", StringComparison.Ordinal).Replace("|", "~1", StringComparison.Ordinal);

    private static Subject Of(Tenant tenant, string issuer, string id, SubjectKind kind)
    {
        IdentityText.Demand(issuer, "issuer", MaxIssuerLength);
        IdentityText.Demand(id, "id", MaxIdLength);
        return new Subject(tenant, issuer, id, kind);
    }
}
