using System.Collections.Immutable;
using JitAccess.Journal;
using JitAccess.Spec;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Tests.Deciding.Model;

/// <summary>Carries moves out with the decider alone: no store, no clock, no services.</summary>
internal sealed class DeciderDriver(SpecWorld spec, ToCore to)
{
    private readonly JitLimits _limits = ToCore.Limits(spec.Limits, new JitLimits());
    private readonly Dictionary<RecordKey, long> _versions = [];

    public World World { get; private set; } = World.Empty;

    private Instant Now => ToCore.Moment(spec.Now);

    private DecisionContext Context => new()
    {
        Now = Now,
        Limits = _limits,
        Texts = new PersonalTexts(Subject.Human("idp", "test"), new byte[32]),
        Conditions = ConditionRegistry.Empty,
        Guardrails = GuardrailsOver(null),
        People = spec.Directory.Fails
            ? new People(ImmutableDictionary<Subject, string>.Empty, isIncomplete: true)
            : new People(spec.Directory.Entries.Keys.Where(account => account.Person is not null).ToImmutableDictionary(ToCore.Subject, account => account.Person!)),
    };

    // Those that are published, and those under which a request was asked.
    private Guardrails GuardrailsOver(SpecRequest? request) =>
        new([.. spec.Published.SelectMany(set => set.Guardrails).Concat(request?.PinnedGuardrails ?? []).Select(ToCore.Guardrail)], []);

    /// <summary>Publishes what the world begins with.</summary>
    public void Begin() => spec.Published.ForEach(set => Accept(Decider.Publish(World, to.Set(set), replacesSameVersion: false, Now)));

    /// <summary>Takes over what is stored as the outcome of a decision.</summary>
    public Decision Accept(Decision decision)
    {
        if (!decision.IsRejected)
        {
            var before = World;
            World = World.Apply(decision.Events);
            foreach (var state in World.ChangesSince(before).Written)
            {
                _versions[state.Key] = _versions.GetValueOrDefault(state.Key) + 1;
            }
        }

        return decision;
    }

    public Decision Submit(Move.Submit move, string requestId, string grantId) => Accept(Decider.Submit(
        World,
        new SubmitCommand
        {
            Requester = Party(move.Caller),
            Policy = spec.Current(move.Ask.Policy) is { } policy ? new CurrentPolicy(to.Policy(policy), Pin(policy)) : null,
            PolicyName = move.Ask.Policy,
            Permissions = ToCore.Permissions(move.Ask.Permissions),
            Resource = move.Ask.Resource is { } resource ? ToCore.Resource(resource) : null,
            Duration = Duration.FromMilliseconds(move.Ask.Duration),
            StartAt = move.Ask.StartAt is { } start ? ToCore.Moment(start) : null,
            Justification = move.Ask.Justification,
            Ticket = move.Ask.Ticket,
            RequestId = requestId,
            GrantId = grantId,
        },
        Context));

    public Decision Extend(Move.Extend move, string requestId, string grantId)
    {
        var grant = Grant(move.Grant)!;
        var asked = spec.Grant(move.Grant)!.Request;
        return Accept(Decider.Extend(
            World,
            new ExtendCommand(
                new SubmitCommand
                {
                    Requester = Party(move.Caller),
                    Policy = spec.Current(asked.Pinned.Name) is { } policy ? new CurrentPolicy(to.Policy(policy), Pin(policy)) : null,
                    PolicyName = asked.Pinned.Name,
                    Duration = Duration.FromMilliseconds(move.Duration),
                    Justification = move.Justification,
                    Ticket = asked.Ticket,
                    RequestId = requestId,
                    GrantId = grantId,
                    Extends = grant,
                },
                Policies(asked),
                RightsOf(move.Caller)),
            Context));
    }

    public Decision Vote(Move.Vote move)
    {
        var request = Request(move.Request)!;
        return Accept(Decider.Vote(
            World,
            new VoteCommand
            {
                Voter = Party(move.Caller, spec.Request(move.Request)!),
                Requester = Party(spec.Request(move.Request)!.Requester),
                Request = request,
                Version = _versions[request.Key],
                Policies = Policies(spec.Request(move.Request)!),
                Decision = move.Ballot.Approves ? VoteDecision.Approve : VoteDecision.Deny,
                Narrowing = move.Ballot.Narrows
                    ? new Narrowing(
                        move.Ballot.Duration is { } duration ? Duration.FromMilliseconds(duration) : null,
                        ToCore.Permissions(move.Ballot.Permissions),
                        move.Ballot.Resource is { } resource ? ToCore.Resource(resource) : null)
                    : null,
                ExpectedVersion = move.Ballot.ExpectedVersion,
                MayAudit = spec.Audits(move.Caller),
            },
            Context with { Guardrails = GuardrailsOver(spec.Request(move.Request)) }));
    }

    public Decision Delegate(Move.Delegate move) => Accept(Decider.Delegate(
        World,
        new DelegateCommand
        {
            Caller = Party(move.Caller),
            To = Party(new SpecCaller { Account = move.Made.To }),
            From = ToCore.Moment(move.Made.From),
            Until = ToCore.Moment(move.Made.Until),
            Policies = move.Made.Policies is { } policies ? [.. policies] : null,
            Id = move.Made.Id,
        },
        Context));

    public Decision EndDelegation(Move.EndDelegation move) =>
        Accept(Decider.EndDelegation(World, new EndDelegationCommand(Party(move.Caller), move.Delegation, RightsOf(move.Caller)), Context));

    public Decision Withdraw(Move.Withdraw move) => Accept(Decider.Withdraw(
        new WithdrawCommand(Party(move.Caller, spec.Request(move.Request)!), Request(move.Request)!, Policies(spec.Request(move.Request)!), spec.Audits(move.Caller)), Context));

    public Decision Release(Move.Release move) => Accept(Decider.Release(
        new ReleaseCommand(Party(move.Caller), Grant(move.Grant)!, Policies(spec.Grant(move.Grant)!.Request), RightsOf(move.Caller)), Context));

    public Decision Revoke(Move.Revoke move) => Accept(Decider.Revoke(
        new RevokeCommand(Party(move.Caller), Grant(move.Grant)!, Policies(spec.Grant(move.Grant)!.Request), RightsOf(move.Caller), "why"), Context));

    public Decision RevokeAll(Move.RevokeAll move) => Accept(Decider.RevokeAll(
        new RevokeAllCommand(Party(move.Caller), Selector(move), LiveOf(move.Caller.Account.Tenant), RightsOf(move.Caller), "why"), Context));

    public Decision Review(Move.Review move) => Accept(Decider.Review(
        new ReviewCommand(
            Party(move.Caller), Grant(move.Grant)!, Policies(spec.Grant(move.Grant)!.Request), RightsOf(move.Caller),
            move.Outcome == "justified" ? ReviewOutcome.Justified : ReviewOutcome.Misused, "seen"),
        Context));

    public Decision Use(GrantRecord grant, SpecAccount account, SpecScope operation) =>
        Accept(Decider.Use(new UseCommand(grant, LedgerRecord.Of(grant.Subject), ToCore.Subject(account), ToCore.Scope(operation), "operation"), Context));

    public Decision Publish(Move.Publish move) => Accept(Decider.Publish(World, to.Set(move.Set), move.ReplacesSameVersion, Now));

    public Decision Lapse(RequestRecord request) => Accept(Decider.Lapse(request, Now));

    public Decision Notify(RequestRecord request) => Accept(Decider.Notify(new NoticeCommand(request, Policies(spec.Request(request.Id)!)), Context));

    public Decision Start(GrantRecord grant) => Accept(Decider.Start(ToStart(grant), ContextOf(grant)));

    public Decision FirstUse(GrantRecord grant, SpecAccount account, SpecScope operation) =>
        Accept(Decider.FirstUse(ToStart(grant), ToCore.Subject(account), ToCore.Scope(operation), ContextOf(grant)));

    public Decision Activate(Move.Activate move)
    {
        var (request, grant) = (spec.Request(move.Request)!, Grant(move.Request.Replace('r', 'g')));
        return Accept(Decider.Claim(
            new ClaimCommand(Party(move.Caller, request), Request(move.Request)!, Policies(request), spec.Audits(move.Caller), grant is null ? null : ToStart(grant)),
            Context with { Guardrails = GuardrailsOver(request) }));
    }

    private StartCommand ToStart(GrantRecord grant)
    {
        var request = spec.Grant(grant.Id)!.Request;
        return new StartCommand
        {
            Grant = grant,
            Request = Request(request.Id)!,
            Requester = Party(request.Requester),
            Policies = Policies(request),
            Ledger = World.Ledger(grant.Subject),
            IsPublished = spec.Current(request.Pinned.Name) is not null,
        };
    }

    private DecisionContext ContextOf(GrantRecord grant) => Context with { Guardrails = GuardrailsOver(spec.Grant(grant.Id)!.Request) };

    public Decision Recheck(GrantRecord grant)
    {
        var request = spec.Grant(grant.Id)!.Request;
        return Accept(Decider.Recheck(
            new RecheckCommand(grant, Request(request.Id)!, Party(request.Requester), Policies(request)),
            Context with { Guardrails = GuardrailsOver(request) }));
    }

    public Decision Expire(GrantRecord grant) => Accept(Decider.Expire(grant, Now));

    /// <summary>Whether the shell would find a request or grant: the tenant is part of the key.</summary>
    public bool Finds(string id, SpecCaller caller) =>
        (Request(id)?.Subject ?? Grant(id)?.Subject) is { } subject && subject.Tenant.Id == caller.Account.Tenant;

    public RequestRecord? Request(string id) => World.States.OfType<RequestRecord>().FirstOrDefault(request => request.Id == id);

    public GrantRecord? Grant(string id) => World.States.OfType<GrantRecord>().FirstOrDefault(grant => grant.Id == id);

    public static RevocationSelector Selector(Move.RevokeAll move) =>
        move.OfAccount is not null ? new RevocationSelector.OfSubject(ToCore.Subject(move.OfAccount))
        : move.OfPolicy is not null ? new RevocationSelector.OfPolicy(move.OfPolicy)
        : new RevocationSelector.OfScope(ToCore.Scope(move.OfScope!));

    // What the shell finds: everything of the tenant that is not written down as ended, and what was used up.
    private ImmutableArray<GrantRecord> LiveOf(string tenant) =>
        [.. World.States.OfType<GrantRecord>().Where(grant => grant.Subject.Tenant.Id == tenant && (!grant.IsTerminal || grant.State == GrantState.UsedUp))];

    private Rights RightsOf(SpecCaller caller) => new(spec.Audits(caller), spec.Revokes(caller), MayPublish: false, MayOperate: false);

    private PolicyPair Policies(SpecRequest request)
    {
        var (pinned, current) = (to.Policy(request.Pinned), spec.Current(request.Pinned.Name) is { } published ? to.Policy(published) : null);
        return request.Extends is null ? new(pinned, current) : new(pinned.OfExtensions, current?.OfExtensions);
    }

    private PolicyPin Pin(SpecPolicy policy)
    {
        var set = spec.Published.Find(item => item.Policies.Contains(policy))!;
        return new PolicyPin(policy.Name, set.Name, set.Version, to.Set(set).Hash);
    }

    private Party Party(SpecCaller caller, SpecRequest request)
    {
        var voter = Party(caller) with
        {
            StandsInFor =
            [
                .. World.Delegations(Tenant.Of(caller.Account.Tenant)).StandInsOf(ToCore.Subject(caller.Account), request.Pinned.Name, Now)
                    .Select(subject => spec.Delegations.Find(item => ToCore.Subject(item.By).Equals(subject))!.By)
                    .Select(account => Party(new SpecCaller { Account = account, Claims = caller.Claims.FindAll(claim => claim.Name == FactNames.AuthenticationTime) })),
            ],
        };
        return ToCore.Relations(spec.Directory, request.Aim).Apply(voter, Now);
    }

    private Party Party(SpecCaller caller)
    {
        var presented = ToCore.Facts(caller.Claims);
        var entry = spec.Directory.Fails ? null : ToCore.Entry(spec.Directory, caller.Account);
        var gathered = new GatheredFacts(DirectoryFacts.Apply(presented, entry, spec.Directory.Fails, Now), entry);
        return new Party(ToCore.Subject(caller.Account))
        {
            ActsFor = ToCore.Subjects(caller.ActsFor),
            Principals = [.. caller.Bounds.Select(Party)],
            Facts = caller.IsOfDirectory && !gathered.KnownToDirectory ? gathered.Facts.Without(fact => FactOrigins.IsOfDirectory(fact.Name)) : gathered.Facts,
            Presented = presented,
            IsKnownToDirectory = gathered.KnownToDirectory,
            Refusal = gathered.Refusal,
        };
    }
}
