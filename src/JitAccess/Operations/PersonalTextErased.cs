namespace JitAccess;

/// <summary>The personal texts of a subject are gone from the store; what was asked for stands in <see cref="ErasureOrdered"/>.</summary>
internal sealed record PersonalTextErased(Tenant Tenant, Subject Subject, int Texts) : JitEvent(Tenant)
{
    public override string Kind => "personal-text-erased";

    public override World Apply(World world) => world;
}
