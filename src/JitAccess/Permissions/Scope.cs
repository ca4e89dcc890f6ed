namespace JitAccess;

/// <summary>Just enough access: one permission on one resource or on all of a resource's descendants.</summary>
/// <param name="Permission">What may be done.</param>
/// <param name="Resource">Where it may be done; <see cref="Resource.Root"/> when no resource is named.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record Scope(Permission Permission, Resource Resource)
{
    /// <summary>Says whether everything that another scope allows is allowed by this one.</summary>
    /// <param name="other">The scope that may be narrower.</param>
    /// <returns><see langword="true"/> when the permissions are equal and the resource covers the other's.</returns>
    public bool Covers(Scope other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Permission.Equals(other.Permission) && Resource.Covers(other.Resource);
    }

    /// <inheritdoc/>
    public override string ToString() => Resource.IsRoot ? Permission.Name : $"{Permission.Name} on {Resource}";
}
