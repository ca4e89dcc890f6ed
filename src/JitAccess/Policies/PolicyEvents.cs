using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>A version of a policy set was published: from now on it is the current one.</summary>
internal sealed record PolicySetPublished(
    string Set, int Version, string Hash, int? ReplacesVersion, string? ReplacesHash, ImmutableArray<string> Policies, string Text, Instant At, bool? Guards = null)
    : JitEvent(JitAccess.Tenant.Application)
{
    public override string Kind => "policy-set-published";

    public override World Apply(World world)
    {
        var others = world.Catalogue.Sets.RemoveAll(set => string.Equals(set.Name, Set, StringComparison.Ordinal));
        return world
            .With(new PolicySetRecord(Hash, Text))
            .With(new CatalogueRecord(others.Add(new PublishedSet(Set, Version, Hash, Policies, At, Guards))));
    }
}
