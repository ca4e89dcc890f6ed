namespace JitAccess;

/// <summary>Somebody ordered that the personal texts of a subject are erased; <paramref name="Why"/> refers to the reason's text, which is the caller's.</summary>
internal sealed record ErasureOrdered(Tenant Tenant, Subject Subject, string Why) : JitEvent(Tenant)
{
    public override string Kind => "erasure-ordered";

    public override World Apply(World world) => world;
}
