using NodaTime;

namespace JitAccess;

/// <summary>Somebody lets another decide what waits for them.</summary>
internal sealed record DelegationMade(Delegation Delegation, Instant At) : JitEvent(Delegation.By.Tenant)
{
    public override string Kind => "delegation-made";

    // What has ended by now is let go of. It counts as a request does: others are told of it.
    public override World Apply(World world)
    {
        var ledger = world.Ledger(Delegation.By).At(At);
        return world
            .With(new DelegationsRecord(Tenant, [.. world.Delegations(Tenant).At(At), Delegation]))
            .With(ledger with { Accepted = ledger.Accepted.Add(Deadline.After(At, RequestLimits.Hour)) });
    }
}

/// <summary>A delegation was ended before its time.</summary>
internal sealed record DelegationEnded(Tenant Tenant, string Delegation, Subject By, Subject To, Instant At) : JitEvent(Tenant)
{
    public override string Kind => "delegation-ended";

    public override World Apply(World world) => world.With(new DelegationsRecord(
        Tenant, [.. world.Delegations(Tenant).At(At).Where(item => !string.Equals(item.Id, Delegation, StringComparison.Ordinal))]));
}
