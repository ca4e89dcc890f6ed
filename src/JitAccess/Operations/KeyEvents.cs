namespace JitAccess;

/// <summary>Somebody ordered a new key for the ring of a node, which seals nothing yet; <paramref name="Why"/> refers to the reason's text.</summary>
internal sealed record KeyAdded(string KeyId, string Why) : JitEvent(JitAccess.Tenant.Application)
{
    public override string Kind => "key-added";

    public override World Apply(World world) => world;
}

/// <summary>Somebody ordered that a node seals with another key from now on; <paramref name="Why"/> refers to the reason's text.</summary>
internal sealed record KeyRotated(string KeyId, string Before, string Why) : JitEvent(JitAccess.Tenant.Application)
{
    public override string Kind => "key-rotated";

    public override World Apply(World world) => world;
}
