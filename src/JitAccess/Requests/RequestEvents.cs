using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>A request was accepted.</summary>
internal sealed record RequestSubmitted(RequestRecord Request, Deadline CountsUntil, ImmutableArray<RecordedFact> LookedAt)
    : JitEvent(Request.Subject.Tenant)
{
    public override string Kind => "request-submitted";

    public override World Apply(World world)
    {
        var ledger = world.Ledger(Request.Subject).At(Request.CreatedAt);
        return world.With(Request).With(ledger with
        {
            Pending = ledger.Pending.Add(new Counted(Request.Id, Request.Lapses)),
            Accepted = ledger.Accepted.Add(CountsUntil),
        });
    }
}

/// <summary>An approver voted.</summary>
internal sealed record VoteCast(Tenant Tenant, string Request, Vote Vote) : JitEvent(Tenant)
{
    public override string Kind => "vote-cast";

    /// <summary>What time brings after it to the stage that waits; absent where it brings nothing.</summary>
    public StageWait? Waiting { get; init; }

    public override World Apply(World world)
    {
        var request = world.Get<RequestRecord>(RequestRecord.KeyOf(Tenant, Request));
        return world.With(request with
        {
            Votes = request.Votes.Add(Vote),
            Waiting = Waiting,
            Duration = Vote.NarrowedDuration ?? request.Duration,
            Scopes = Vote.NarrowedScopes ?? request.Scopes,
        });
    }
}

/// <summary>A request reached a final state.</summary>
internal abstract record RequestSettled(Tenant Tenant, string Request, Instant At) : JitEvent(Tenant)
{
    protected abstract RequestState Final { get; }

    public override World Apply(World world)
    {
        var request = world.Get<RequestRecord>(RequestRecord.KeyOf(Tenant, Request));
        return world
            .With(request with { State = Final, SettledAt = At, Waiting = null })
            .With(world.Ledger(request.Subject).WithoutPending(Request));
    }
}

/// <summary>Every stage has its quorum, or the policy approves by itself.</summary>
internal sealed record RequestApproved(Tenant Tenant, string Request, Instant At, bool Automatically) : RequestSettled(Tenant, Request, At)
{
    public override string Kind => "request-approved";

    protected override RequestState Final => RequestState.Approved;
}

/// <summary>A stage has as many denials as it takes; the same policy and resources cool down.</summary>
internal sealed record RequestDenied(Tenant Tenant, string Request, Instant At, string Stage, Deadline CoolsDownUntil)
    : RequestSettled(Tenant, Request, At)
{
    public override string Kind => "request-denied";

    protected override RequestState Final => RequestState.Denied;

    public override World Apply(World world)
    {
        var after = base.Apply(world);
        var request = after.Get<RequestRecord>(RequestRecord.KeyOf(Tenant, Request));
        var ledger = after.Ledger(request.Subject).At(At);
        var cooling = request.Scopes.Select(scope => scope.Resource).Distinct()
            .Select(resource => new CoolDown(request.Policy.Name, resource, CoolsDownUntil));
        return after.With(ledger with { CoolDowns = ledger.CoolDowns.AddRange(cooling) });
    }
}

/// <summary>The requester took the request back.</summary>
internal sealed record RequestWithdrawn(Tenant Tenant, string Request, Instant At) : RequestSettled(Tenant, Request, At)
{
    public override string Kind => "request-withdrawn";

    protected override RequestState Final => RequestState.Withdrawn;
}

/// <summary>Housekeeping writes down that the deadline had passed; <paramref name="At"/> is the deadline.</summary>
internal sealed record RequestLapsed(Tenant Tenant, string Request, Instant At) : RequestSettled(Tenant, Request, At)
{
    public override string Kind => "request-lapsed";

    protected override RequestState Final => RequestState.Lapsed;
}
