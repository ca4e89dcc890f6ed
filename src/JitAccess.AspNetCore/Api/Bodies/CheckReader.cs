namespace JitAccess;

/// <summary>Reads a <see cref="JitCheckBody"/>.</summary>
internal static class CheckReader
{
    public static Scope? Read(StrictObject body, ICollection<Finding> findings)
    {
        var permission = body.Value("permission", "a permission such as orders:refund") is { } item ? ScopeReader.ReadPermission(item, findings) : null;
        var resource = ScopeReader.OptionalResource(body, findings, mayBeWildcard: false);
        return permission is null ? null : new Scope(permission, resource ?? Resource.Root);
    }
}
