using NodaTime;

namespace JitAccess;

/// <summary>Somebody lets another decide what waits for them.</summary>
internal sealed record DelegationMade(Delegation Delegation, Instant At) : JitEvent(Delegation.By.Tenant)
{
    public override string Kind => "delegation-made";

    // What has ended by now is let go of.
    public override World Apply(World world) => world.With(new DelegationsRecord(Tenant, [.. world.Delegations(Tenant).At(At), Delegation]));
}

/// <summary>A delegation was ended before its time.</summary>
internal sealed record DelegationEnded(Tenant Tenant, string Delegation, Subject By, Subject To, Instant At) : JitEvent(Tenant)
{
    public override string Kind => "delegation-ended";

    public override World Apply(World world) => world.With(new DelegationsRecord(
        Tenant, [.. world.Delegations(Tenant).At(At).Where(item => !string.Equals(item.Id, Delegation, StringComparison.Ordinal))]));
}
