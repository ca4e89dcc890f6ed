namespace JitAccess;

/// <summary>Knows the root of all scopes.</summary>
internal sealed class RootServices(IServiceProvider root)
{
    public bool IsRoot(IServiceProvider services) => ReferenceEquals(root, services);
}
