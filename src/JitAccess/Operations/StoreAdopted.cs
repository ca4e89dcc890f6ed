using System.Collections.Immutable;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>An operator adopted a store that was restored: an epoch begins. <paramref name="Why"/> refers to the reason's text.</summary>
internal sealed record StoreAdopted(long Number, long After, string AfterHash, string Why) : JitEvent(JitAccess.Tenant.Application)
{
    public override string Kind => "store-adopted";

    public override ImmutableArray<Effect> Effects => [new Epoch(Number)];

    public override World Apply(World world) => world.With(new EpochRecord(Number, After, AfterHash));
}
