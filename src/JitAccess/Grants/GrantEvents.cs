using System.Collections.Immutable;
using JitAccess.Journal;
using NodaTime;

namespace JitAccess;

/// <summary>A grant is live from now on.</summary>
internal sealed record GrantActivated(GrantRecord Grant, ImmutableArray<RecordedFact> LookedAt) : JitEvent(Grant.Subject.Tenant)
{
    public override string Kind => "grant-activated";

    /// <summary>Whether its time counts, because the policy bounds it; absent where it does not.</summary>
    public bool? CountsTime { get; init; }

    public override ImmutableArray<Effect> Effects => [Grant.ToEffect()];

    public override World Apply(World world)
    {
        var after = world.With(Grant).With(world.Ledger(Grant.Subject).At(Grant.Start).WithLive(Grant, CountsTime == true));

        // What goes on needs no warning that it ends.
        return Grant.Extends is { } id && world.TryGet<GrantRecord>(GrantRecord.KeyOf(Tenant, id), out var extended) && extended.WarnAt is not null
            ? after.With(extended with { WarnAt = null })
            : after;
    }
}

/// <summary>A grant is approved for a later start. It counts from now on.</summary>
internal sealed record GrantScheduled(GrantRecord Grant, ImmutableArray<RecordedFact> LookedAt) : JitEvent(Grant.Subject.Tenant)
{
    public override string Kind => "grant-scheduled";

    /// <inheritdoc cref="GrantActivated.CountsTime"/>
    public bool? CountsTime { get; init; }

    public override World Apply(World world) =>
        world.With(Grant).With(world.Ledger(Grant.Subject).At(Grant.Since).WithLive(Grant, CountsTime == true));
}

/// <summary>A grant is approved and waits for its holder: to claim it, or to use it where the first use does that. It counts from now on, and its time does not run.</summary>
internal sealed record GrantClaimable(GrantRecord Grant, ImmutableArray<RecordedFact> LookedAt) : JitEvent(Grant.Subject.Tenant)
{
    public override string Kind => "grant-claimable";

    public override ImmutableArray<Effect> Effects => Grant.AtFirstUse == true ? [Grant.ToEffect()] : [];

    public override World Apply(World world) =>
        world.With(Grant).With(world.Ledger(Grant.Subject).At(Grant.Since).WithLive(Grant, countsTime: false));
}

/// <summary>One operation was admitted under a grant whose uses are counted or recorded.</summary>
internal sealed record GrantUsed(Tenant Tenant, string Grant, Scope Scope, string Operation, int? UsesLeft) : JitEvent(Tenant)
{
    public override string Kind => "grant-used";

    public override World Apply(World world) =>
        world.With(world.Get<GrantRecord>(GrantRecord.KeyOf(Tenant, Grant)) with { UsesLeft = UsesLeft });
}

/// <summary>A grant reached a final state.</summary>
internal abstract record GrantFinished(Tenant Tenant, string Grant, Subject Subject, Instant At) : JitEvent(Tenant)
{
    protected abstract GrantState Final { get; }

    public override ImmutableArray<Effect> Effects => [new GrantEnded(Grant, Subject, Final.ToReason())];

    /// <summary>Whether nobody works under it any more.</summary>
    protected virtual bool EndsWork => true;

    public override World Apply(World world)
    {
        var grant = world.Get<GrantRecord>(GrantRecord.KeyOf(Tenant, Grant));
        var ledger = world.Ledger(grant.Subject).WithoutLive(Grant);
        return world
            .With(grant with { State = Final, EndedAt = At, IsUnclaimed = grant.State == GrantState.Claimable ? true : null })
            .With(EndsWork ? ledger.WithoutTimeAfter(Grant, At) : ledger);
    }
}

/// <summary>The last use was taken.</summary>
internal sealed record GrantUsedUp(Tenant Tenant, string Grant, Subject Subject, Instant At) : GrantFinished(Tenant, Grant, Subject, At)
{
    public override string Kind => "grant-used-up";

    protected override GrantState Final => GrantState.UsedUp;

    // What the last use admitted goes on until the end, or until it is cut off.
    protected override bool EndsWork => false;
}

/// <summary>The holder gave it back.</summary>
internal sealed record GrantReleased(Tenant Tenant, string Grant, Subject Subject, Instant At) : GrantFinished(Tenant, Grant, Subject, At)
{
    public override string Kind => "grant-released";

    protected override GrantState Final => GrantState.Released;
}

/// <summary>Somebody who may do so ended it; <paramref name="Why"/> refers to the reason's text.</summary>
internal sealed record GrantRevoked(Tenant Tenant, string Grant, Subject Subject, Instant At, string Why)
    : GrantFinished(Tenant, Grant, Subject, At)
{
    public override string Kind => "grant-revoked";

    protected override GrantState Final => GrantState.Revoked;

    public override World Apply(World world)
    {
        var after = base.Apply(world);
        return after.With(after.Get<GrantRecord>(GrantRecord.KeyOf(Tenant, Grant)) with { EndedBecause = Why });
    }
}

/// <summary>
/// What the last use of a grant had admitted was cut off before the grant's end. The grant has ended before and stays used up: nothing else of it changes.
/// </summary>
internal sealed record GrantCutOff(Tenant Tenant, string Grant, Subject Subject, Instant At, GrantState How, string? Why) : JitEvent(Tenant)
{
    public override string Kind => "grant-cut-off";

    public override ImmutableArray<Effect> Effects => [new GrantEnded(Grant, Subject, How.ToReason())];

    public override World Apply(World world) => world
        .With(world.Get<GrantRecord>(GrantRecord.KeyOf(Tenant, Grant)) with { CutOff = How, CutOffAt = At, EndedBecause = Why })
        .With(world.Ledger(Subject).WithoutTimeAfter(Grant, At));
}

/// <summary>Housekeeping writes down that the end had come; <paramref name="At"/> is the end.</summary>
internal sealed record GrantExpired(Tenant Tenant, string Grant, Subject Subject, Instant At) : GrantFinished(Tenant, Grant, Subject, At)
{
    public override string Kind => "grant-expired";

    protected override GrantState Final => GrantState.Expired;
}

/// <summary>
/// Every live grant of a subject, a policy or a scope was ended, and the generation that every activation
/// compares was raised, so that nothing that was being decided meanwhile becomes live. One that <paramref name="Continues"/> ends what the commit
/// before it missed, and nothing that began since.
/// </summary>
internal sealed record GrantsRevoked(Tenant Tenant, Subject? OfSubject, string? OfPolicy, Scope? OfScope, int Count, string Why, Instant? At = null, bool? Continues = null)
    : JitEvent(Tenant)
{
    public override string Kind => "grants-revoked";

    public override ImmutableArray<Effect> Effects => OfSubject is null || Continues == true ? [] : [new SubjectEnded(OfSubject)];

    public override World Apply(World world)
    {
        var key = OfSubject is not null ? GenerationRecord.OfSubject(OfSubject)
            : OfPolicy is not null ? GenerationRecord.OfPolicy(Tenant, OfPolicy)
            : GenerationRecord.OfTenant(Tenant);
        var number = world.TryGet<GenerationRecord>(key, out var generation) ? generation.Number : 0;
        var before = Continues == true ? generation : null;
        return world.With(new GenerationRecord(Tenant, key.Id, number + 1) { RaisedAt = before is null ? At : before.RaisedAt, Scope = before is null ? OfScope : before.Scope });
    }
}

/// <summary>An endpoint that lets other handlers decide admitted an operation without a grant (rule 12).</summary>
internal sealed record AccessBypassed(Subject Subject, Scope Scope, string Operation) : JitEvent(Subject.Tenant)
{
    public override string Kind => "access-bypassed";

    public override World Apply(World world) => world;
}
