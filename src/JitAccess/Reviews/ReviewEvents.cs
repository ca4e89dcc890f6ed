using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>The glass was broken: access without an approval. The stages of other policies are named that would have been asked for any of it.</summary>
internal sealed record GlassBroken(
    Tenant Tenant, string Grant, Subject Subject, ImmutableArray<Subject> ActsFor, ImmutableArray<BypassedStage> Bypassed) : JitEvent(Tenant)
{
    public override string Kind => "glass-broken";

    public override World Apply(World world)
    {
        var owed = world.OwedReviews(Tenant);
        return world.With(owed with { Owed = owed.Owed.Add(new OwedReview(Grant, Subject, ActsFor)) });
    }
}

/// <summary>A stage that was not asked, of a policy as it was published then.</summary>
internal sealed record BypassedStage(string Policy, string Stage, string SetHash);

/// <summary>Somebody else reviewed what was done behind the broken glass.</summary>
internal sealed record GrantReviewed(Tenant Tenant, string Grant, GrantReview Review, ImmutableArray<RecordedFact> LookedAt) : JitEvent(Tenant)
{
    public override string Kind => "grant-reviewed";

    public override World Apply(World world)
    {
        var owed = world.OwedReviews(Tenant);
        return world
            .With(world.Get<GrantRecord>(GrantRecord.KeyOf(Tenant, Grant)) with { Review = Review })
            .With(owed with { Owed = owed.Owed.RemoveAll(item => string.Equals(item.Grant, Grant, StringComparison.Ordinal)) });
    }
}
