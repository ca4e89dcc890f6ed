using System.Diagnostics.CodeAnalysis;

namespace JitAccess;

/// <summary>The tenant that every key and every query carries. An application that names no tenant source has one: <see cref="Default"/>.</summary>
/// <remarks>Compared ordinally. The <see langword="default"/> value is <see cref="Default"/>. Immutable and safe for concurrent use.</remarks>
public readonly struct Tenant : IEquatable<Tenant>
{
    /// <summary>The longest tenant id in UTF-16 code units.</summary>
    public const int MaxLength = 128;

    private readonly string? _id;

    private Tenant(string id) => _id = id;

    /// <summary>Gets the tenant of an application that names no tenant source.</summary>
    public static Tenant Default { get; } = new("default");

    /// <summary>
    /// Gets the owner of what belongs to the application as a whole, such as its policy sets. No principal can resolve to it, because
    /// <c>~</c> is not a character that <see cref="Of"/> accepts at the start.
    /// </summary>
    internal static Tenant Application { get; } = new("~application");

    /// <summary>Gets the id.</summary>
    public string Id => _id ?? "default";

    /// <summary>Makes a tenant of its id.</summary>
    /// <param name="id">1 to <see cref="MaxLength"/> characters, NFC, trimmed, without control or bidirectional characters, not starting with <c>~</c>.</param>
    /// <returns>The tenant.</returns>
    /// <exception cref="JitRejectedException">The id is not canonical (<see cref="Reason.SubjectNotCanonical"/>).</exception>
    public static Tenant Of(string id)
    {
        IdentityText.Demand(id, "tenant", MaxLength);
        return id[0] == '~' ? throw IdentityText.Refuse(id, "tenant", "an id that does not start with ~") : new Tenant(id);
    }

    /// <summary>Restores a tenant from the id that a store kept. For stores: it does not check, and never turns a caller's text into a tenant.</summary>
    /// <param name="id">The <see cref="Id"/> of a tenant, exactly.</param>
    /// <returns>The tenant.</returns>
    public static Tenant Restore(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return new Tenant(id);
    }

    /// <inheritdoc/>
    public bool Equals(Tenant other) => string.Equals(Id, other.Id, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Tenant other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Id;

    /// <summary>Says whether two tenants are the same.</summary>
    /// <param name="left">A tenant.</param>
    /// <param name="right">Another tenant.</param>
    /// <returns><see langword="true"/> when they are the same.</returns>
    public static bool operator ==(Tenant left, Tenant right) => left.Equals(right);

    /// <summary>Says whether two tenants differ.</summary>
    /// <param name="left">A tenant.</param>
    /// <param name="right">Another tenant.</param>
    /// <returns><see langword="true"/> when they differ.</returns>
    public static bool operator !=(Tenant left, Tenant right) => !left.Equals(right);
}
