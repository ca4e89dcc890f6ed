using JitAccess.Spec;

namespace JitAccess.Tests.Deciding.Model;

/// <summary>Makes random worlds, and moves that more often than not make sense in them.</summary>
internal sealed class MoveMaker
{
    private static readonly long[] Waits = [1, 999, 1000, 1000, 30_000, 30_000, 299_999, 300_000, 1_800_000, 3_600_000, 9 * 3_600_000L];
    private static readonly string[] Places = ["", "orders/1", "orders/2", "orders/eu/1", "payroll"];
    private readonly Dice _dice;
    private readonly PolicyMaker _policies;

    private MoveMaker(Dice dice, IReadOnlyList<SpecAccount> accounts)
    {
        _dice = dice;
        _policies = new PolicyMaker(dice, accounts);
        Accounts = accounts;
    }

    public IReadOnlyList<SpecAccount> Accounts { get; }

    /// <summary>A world at its beginning: people, limits, one or two published sets.</summary>
    /// <param name="seed">Of the dice.</param>
    /// <param name="now">The moment.</param>
    /// <param name="tellsApprovers">
    /// Whether it is found out who could approve; then nobody is the same human as two who are not the same, since it is not told who is taken for whom.
    /// </param>
    public static (MoveMaker Maker, SpecWorld World) Begin(int seed, long now, bool tellsApprovers = false)
    {
        var dice = new Dice(seed);
        var (first, hasSecond) = (Model.Accounts.All[0], dice.Chance(50)); // one that looks like the first, or another of the same human
        var others = Model.Accounts.All[3..].Where(account => !tellsApprovers || (hasSecond ? account.LooksLike != first.LooksLike : account.Person != first.Person));
        List<SpecAccount> accounts = [first, Model.Accounts.All[1], Model.Accounts.All[2], .. dice.Some(45, [.. others])];
        var maker = new MoveMaker(dice, accounts);
        var world = new SpecWorld
        {
            Now = now,
            TellsApprovers = tellsApprovers,
            Directory = new SpecDirectory { Lists = tellsApprovers && dice.Chance(25) },
            Limits = new SpecLimits
            {
                PendingRequests = dice.Pick(1, 2, 3, 10),
                LiveGrants = dice.Pick(1, 2, 50, 50),
                AcceptedRequestsPerHour = dice.Pick(2, 4, 60, 60),
                CoolDownAfterDenial = dice.Pick(300_000, 300_000, 1000),
                PendingFor = dice.Pick(24 * 3_600_000L, 600_000L),
                DelegationUpTo = dice.Pick(30 * 24 * 3_600_000L, 3_600_000L),
                UnclaimedFor = dice.Pick(8 * 3_600_000L, 600_000L),
                ClaimsGoodFor = dice.Pick(8 * 3_600_000L, 3_600_000L),
            },
            MayAudit = dice.Chance(30) ? maker._policies.Condition(1) : null,
            MayRevoke = dice.Chance(60) ? maker._policies.Condition(1) : null,
        };
        foreach (var account in accounts.Where(_ => dice.Chance(55)))
        {
            world.Directory.Entries[account] = maker.Entry();
        }

        foreach (var account in accounts.Where(_ => dice.Chance(60)))
        {
            world.Directory.Managers[account] = dice.Some(35, [.. accounts.Where(other => other.Tenant == account.Tenant && !other.IsWorkload)]);
        }

        foreach (var place in PolicyMaker.Resources.Concat(Places).Distinct().Where(_ => dice.Chance(60)))
        {
            world.Directory.Owners[place] = dice.Some(35, [.. accounts.Where(other => !other.IsWorkload)]);
        }

        world.Published.Add(new SpecSet { Name = "one", Policies = [maker._policies.Policy("a"), maker._policies.Policy("b")], Guardrails = maker._policies.Guardrails() });
        if (dice.Chance(50))
        {
            world.Published.Add(new SpecSet { Name = "two", Version = dice.Between(1, 3), Policies = [maker._policies.Policy("c")] });
        }

        return (maker, world);
    }

    /// <summary>Makes a move from a seed of its own, so that a shorter history keeps the rest of its moves.</summary>
    public Move Next(int seed, SpecWorld world)
    {
        var maker = new MoveMaker(new Dice(seed), Accounts);
        if (world.Grants.Exists(grant => grant.StateAt(world.Now) == "claimable") && maker._dice.Chance(35))
        {
            return maker._dice.Between(0, 9) switch
            {
                <= 3 => maker.Activate(world),
                <= 5 => maker.Use(world),
                <= 7 => maker.Tighten(world),
                _ => maker.ChangeDirectory(),
            };
        }

        if (world.Requests.Exists(request => request.StateAt(world.Now) == "pending" && request.WaitingFor is not null && world.Now >= request.EscalatesAt) && maker._dice.Chance(40))
        {
            return new Move.KeepHouse();
        }

        if (world.OpenDelegations.Count > 0 && maker._dice.Chance(40) && maker.StandIn(world) is { } forSomebody)
        {
            return forSomebody;
        }

        var forOthers = world.Grants.FindAll(grant => grant.LivesAt(world.Now) && grant.Request.Requester.Bounds.Count > 0);
        if (forOthers.Count > 0 && maker._dice.Chance(40))
        {
            return maker._dice.Chance(50) ? new Move.Recheck() : maker.ChangeDirectory(maker._dice.Pick(maker._dice.Pick(forOthers).Request.Requester.Bounds).Account);
        }

        return maker._dice.Between(0, 99) switch
        {
            < 92 when world.Requests.Count == 0 => maker.Submit(world),
            < 25 => maker.Submit(world),
            < 55 => maker.Vote(world),
            < 58 => maker.Withdraw(world),
            < 62 => maker.Release(world),
            < 76 when world.Grants.Count == 0 => maker.Vote(world),
            < 66 => maker.Revoke(world),
            < 69 => maker.RevokeAll(world),
            < 72 when world.Grants.Exists(grant => grant.BreaksGlass) => maker.Review(world),
            < 73 => maker.Use(world),
            < 77 => maker.Extend(world),
            < 81 => maker.Publish(world),
            < 90 => maker.Wait(world),
            < 91 => new Move.KeepHouse(),
            < 93 => new Move.Recheck(),
            < 97 => maker.Delegate(world),
            97 => maker.EndDelegation(world),
            _ => maker.ChangeDirectory(),
        };
    }

    public int Between(int least, int most) => _dice.Between(least, most);

    /// <summary>Something that happens around the commands.</summary>
    public Move Around(SpecWorld world) => _dice.Chance(40) ? Publish(world) : ChangeDirectory();

    public Move.Submit Submit(SpecWorld world)
    {
        var policy = _dice.Chance(96) ? _dice.Pick(world.Published.SelectMany(set => set.Policies).ToList()) : null;
        var caller = Caller(world.Now, policy is not null && _dice.Chance(85)
            ? account => policy.Eligible.Holds(account, [], world.Directory, world.Now, []) == true
            : _ => true);
        var scope = policy is null ? new SpecScope("orders:read", "orders/1") : _dice.Pick(policy.Scopes);
        var isGood = _dice.Chance(70);
        return new Move.Submit(caller, new SpecAsk
        {
            Policy = policy?.Name ?? "gone",
            Permissions = isGood ? _dice.Pick<List<string>?>(null, [scope.Permission]) : _dice.Pick<List<string>?>(null, null, [scope.Permission], [_dice.Pick(PolicyMaker.Permissions)], [.. PolicyMaker.Permissions[..2]]),
            Resource = NotRoot(isGood ? _dice.Pick(null, scope.Resource, scope.Resource.Replace("*", "1", StringComparison.Ordinal)) : _dice.Pick(null, null, scope.Resource, scope.Resource.Replace("*", "1", StringComparison.Ordinal), _dice.Pick(PolicyMaker.Resources))),
            Duration = policy is null || !isGood ? _dice.Pick(1000L, 7000L, 7_200_000L) : _dice.Pick(policy.MinDuration, policy.MaxDuration),
            Justification = isGood || _dice.Chance(70) ? Enough(policy) : _dice.Pick(null, "", "     ", "why", "it broke"),
            StartAt = Start(policy, world.Now, isGood),
            Ticket = isGood || _dice.Chance(70) ? "OPS-123" : _dice.Pick(null, "", "OPS-1234", "ABC-1", "INC", "OPS-12x"),
        });
    }

    private long? Start(SpecPolicy? policy, long now, bool isGood) => policy?.ScheduledUpTo is { } ahead
        ? _dice.Chance(60) ? now + (isGood ? _dice.Pick(1000, ahead) : _dice.Pick(-1, 0, 1, ahead, ahead + 1)) : null
        : _dice.Chance(isGood ? 0 : 10) ? now + 1000 : null;

    // Hardly more than the policy demands, so that a later version can demand more.
    private string? Enough(SpecPolicy? policy) =>
        _dice.Chance(50) ? "customer charged twice" : policy?.JustificationMinLength > 0 ? new string('y', policy.JustificationMinLength) : _dice.Pick(null, "why");

    public Move.Vote Vote(SpecWorld world)
    {
        var pending = world.Requests.FindAll(request => request.StateAt(world.Now) == "pending");
        var request = pending.Count > 0 && _dice.Chance(85) ? _dice.Pick(pending) : Any(world.Requests);
        var standIns = request is null ? [] : world.OpenDelegations.FindAll(item => item.By != request.Requester.Account && item.From <= world.Now).ConvertAll(item => item.To);
        var fits = standIns.Count > 0 && _dice.Chance(40) ? standIns.Contains
            : request is not null && _dice.Chance(75) && world.OpenStage(request) is { } stage
            ? account => !request.Votes.Exists(vote => vote.Voter.Account == account) && account != request.Requester.Account
                && (stage.MayDecide(world, new SpecCaller { Account = account }, request!) || !world.Directory.Knows(account))
            : (Func<SpecAccount, bool>)(_ => true);
        var scope = request is null ? null : _dice.Pick(request.Scopes);
        var narrows = _dice.Chance(25);
        return new Move.Vote(Caller(world.Now, fits), request?.Id ?? "r999", new SpecBallot
        {
            Approves = _dice.Chance(78),
            Duration = narrows && _dice.Chance(50) ? _dice.Pick(1000, 600_000, request?.Duration ?? 1000) : null,
            Permissions = narrows && _dice.Chance(50) ? [_dice.Pick(scope?.Permission ?? "orders:read", _dice.Pick(PolicyMaker.Permissions))] : null,
            Resource = narrows && _dice.Chance(50) ? NotRoot(_dice.Pick("orders/1", "orders/eu/1", "payroll", scope?.Resource)) : null,
            ExpectedVersion = _dice.Chance(30) ? (request?.Version ?? 1) - (_dice.Chance(20) ? 1 : 0) : null,
        });
    }

    // What waits for somebody who is away, where there is anything.
    private Move.Vote? StandIn(SpecWorld world)
    {
        var waiting =
            from made in world.OpenDelegations
            where made.From <= world.Now
            from request in world.Requests
            where request.StateAt(world.Now) == "pending" && request.Requester.Account != made.To
                && world.OpenStage(request)?.MayDecide(world, new SpecCaller { Account = made.By }, request) == true
            select (made.To, request.Id);
        var found = waiting.ToList();
        if (found.Count == 0)
        {
            return null;
        }

        var (voter, id) = _dice.Pick(found);
        return new Move.Vote(Caller(world.Now, account => account == voter), id, new SpecBallot { Approves = _dice.Chance(80) });
    }

    public Move.Withdraw Withdraw(SpecWorld world)
    {
        var request = Any(world.Requests);
        return new Move.Withdraw(Caller(world.Now, account => request is null || _dice.Chance(20) || account == request.Requester.Account), request?.Id ?? "r999");
    }

    public Move.Activate Activate(SpecWorld world)
    {
        var waiting = world.Grants.FindAll(grant => grant.StateAt(world.Now) == "claimable");
        var grant = waiting.Count > 0 && _dice.Chance(85) ? _dice.Pick(waiting) : Any(world.Grants);
        var request = _dice.Chance(8) ? Any(world.Requests) : grant?.Request;
        return new Move.Activate(Caller(world.Now, account => request is null || _dice.Chance(15) || account == request.Requester.Account), request?.Id ?? "r999");
    }

    public Move.Delegate Delegate(SpecWorld world)
    {
        var waiting = world.Requests.FindAll(request => request.StateAt(world.Now) == "pending");
        var request = waiting.Count > 0 ? _dice.Pick(waiting) : null;
        var stage = request is null ? null : world.OpenStage(request);
        var caller = Caller(world.Now, account => stage is null || _dice.Chance(20) || stage.MayEverDecide(world, new SpecCaller { Account = account }, request!.Aim));
        var others = Accounts.Where(account => account.Tenant == caller.Account.Tenant && !account.IsWorkload && !world.Directory.SameHuman(caller.Chain, [account])).ToList();
        var from = world.Now + (_dice.Chance(90) ? 0 : _dice.Pick(-1L, 1000L, world.Limits.DelegationUpTo, world.Limits.DelegationUpTo + 1));
        return new Move.Delegate(caller, new SpecDelegation
        {
            By = caller.Account,
            To = _dice.Pick(others.Count > 0 && _dice.Chance(90) ? others : Accounts),
            From = from,
            Until = from + (_dice.Chance(90) ? _dice.Pick(60_000L, 1_800_000L, world.Limits.DelegationUpTo) : _dice.Pick(0L, 1L, world.Limits.DelegationUpTo + 1)),
            Policies = _dice.Chance(25) ? _dice.Pick<List<string>>(["a"], ["a", "b"]) : null,
        });
    }

    public Move.EndDelegation EndDelegation(SpecWorld world)
    {
        var made = Any(world.Delegations);
        return new Move.EndDelegation(
            Caller(world.Now, account => made is null || _dice.Chance(20) || account == made.By || account == made.To), made?.Id ?? "d999");
    }

    public Move.Release Release(SpecWorld world)
    {
        var grant = AnyGrant(world);
        return new Move.Release(Caller(world.Now, account => grant is null || _dice.Chance(20) || account == grant.Holder), grant?.Id ?? "g999");
    }

    public Move.Revoke Revoke(SpecWorld world)
    {
        var grant = AnyGrant(world);
        return new Move.Revoke(
            Caller(world.Now, account => grant is null || _dice.Chance(20) || grant.ApprovedBy.Contains(account)), grant?.Id ?? "g999");
    }

    public Move.Extend Extend(SpecWorld world)
    {
        var grant = AnyGrant(world);
        var policy = grant is null ? null : world.Current(grant.Request.Pinned.Name);
        var left = grant is not null && policy?.Extension is { } rule ? rule.UpTo - (grant.End - grant.Lineage) : 1000;
        return new Move.Extend(
            Caller(world.Now, account => grant is null || _dice.Chance(10) || account == grant.Holder),
            grant?.Id ?? "g999",
            _dice.Chance(80) ? Math.Max(1000, _dice.Pick(1000, policy?.MinDuration ?? 1000, left / 1000 * 1000)) : _dice.Pick(1000L, Math.Max(1000, left / 1000 * 1000 + 1000), 7_200_000L),
            Enough(policy));
    }

    public Move.RevokeAll RevokeAll(SpecWorld world)
    {
        var caller = Caller(world.Now, account => _dice.Chance(30) || world.Revokes(new SpecCaller { Account = account }));
        var own = Accounts.Where(account => account.Tenant == caller.Account.Tenant).ToList();
        return _dice.Between(0, 2) switch
        {
            0 => new Move.RevokeAll(caller, _dice.Pick(own), null, null),
            1 => new Move.RevokeAll(caller, null, _dice.Pick("a", "b", "c", "gone"), null),
            _ => new Move.RevokeAll(caller, null, null, new SpecScope(_dice.Pick(PolicyMaker.Permissions), _dice.Pick(PolicyMaker.Resources))),
        };
    }

    public Move.Review Review(SpecWorld world)
    {
        var owing = world.Grants.FindAll(grant => grant.OwesReview && !grant.CarriesOnAt(world.Now));
        var grant = owing.Count > 0 && _dice.Chance(85) ? _dice.Pick(owing) : Any(world.Grants);
        return new Move.Review(Caller(world.Now, account => grant is null || _dice.Chance(20) || account != grant.Holder), grant?.Id ?? "g999", _dice.Pick("justified", "misused"));
    }

    public Move.Use Use(SpecWorld world)
    {
        var waiting = world.Grants.FindAll(item => item.StateAt(world.Now) == "claimable");
        var grant = waiting.Count > 0 && _dice.Chance(60) ? _dice.Pick(waiting) : AnyGrant(world);
        var scope = grant is null || _dice.Chance(20) ? new SpecScope(_dice.Pick(PolicyMaker.Permissions), _dice.Pick(Places)) : _dice.Pick(grant.Scopes);
        var account = grant is null || _dice.Chance(10) ? _dice.Pick(Accounts) : grant.Holder;
        return new Move.Use(account, scope.Permission, scope.Resource.Replace("*", "1", StringComparison.Ordinal));
    }

    public Move.Publish Publish(SpecWorld world)
    {
        var known = _dice.Pick(world.Published);
        var policies = known.Policies.ConvertAll(policy => _dice.Chance(70) ? _policies.Changed(policy) : policy);
        var set = new SpecSet { Name = known.Name, Version = known.Version + _dice.Pick(1, 1, 1, 1, 2, 0, -1), Policies = policies, Guardrails = _dice.Chance(30) ? _policies.Guardrails() : known.Guardrails };
        switch (_dice.Between(0, 9))
        {
            case 0:
                set.Policies = [_policies.Policy(_dice.Pick("a", "b", "c", "d"))]; // a policy is gone, or its name is another set's
                break;
            case 1:
                set.Name = "three";
                break;
            case 2:
                set.Version = known.Version; // the very same once more
                set.Policies = known.Policies;
                set.Guardrails = known.Guardrails;
                break;
            case 3 when world.Requests.Count > 0: // back to what an earlier request was asked under
                var pinned = _dice.Pick(world.Requests).Pinned;
                set.Policies = known.Policies.ConvertAll(policy => policy.Name == pinned.Name ? pinned : policy);
                break;
            case <= 5:
                return Tighten(known);
        }

        set.Version = Math.Max(1, set.Version);
        return new Move.Publish(set, _dice.Chance(20));
    }

    /// <summary>A set comes back with stricter numbers and nothing else changed, so that every vote that was cast goes on counting.</summary>
    public Move.Publish Tighten(SpecWorld world) => Tighten(_dice.Pick(world.Published));

    /// <summary>Time passes: a round amount, or up to a moment just before, at or just after something is due.</summary>
    public Move.Wait Wait(SpecWorld world)
    {
        List<long> due =
        [
            .. world.Requests.Select(request => request.LapsesAt),
            .. world.Requests.Where(request => request.WaitingFor is not null).Select(request => request.EscalatesAt),
            .. world.Grants.Select(grant => grant.End),
            .. world.Grants.Select(grant => grant.Start),
            .. world.Requests.Where(request => request.Settled == "denied").Select(request => request.SettledAt + world.Limits.CoolDownAfterDenial),
            .. world.Requests.Select(request => request.CreatedAt + 3_600_000),
        ];
        due = due.FindAll(moment => moment > world.Now);
        var wait = due.Count > 0 && _dice.Chance(60) ? _dice.Pick(due) - world.Now + _dice.Between(-1, 1) : _dice.Pick(Waits);
        return new Move.Wait(Math.Max(1, wait));
    }

    public Move.ChangeDirectory ChangeDirectory() => ChangeDirectory(_dice.Pick(Accounts));

    private Move.ChangeDirectory ChangeDirectory(SpecAccount account)
    {
        var entry = Entry();
        return _dice.Between(0, 9) switch
        {
            <= 3 => new(directory => directory.Entries[account] = entry, $"{account}: {string.Join("+", entry.Roles)} {(entry.IsActive ? "" : "inactive")} {(entry.IsGroup ? "group" : "")}"),
            5 or 6 => new(directory => directory.Entries.Remove(account), $"{account} unknown"),
            4 => Relate(account),
            7 => new(directory => directory.Fails = true, "away"),
            _ => new(directory => directory.Fails = false, "back"),
        };
    }

    private Move.ChangeDirectory Relate(SpecAccount account)
    {
        var related = _dice.Some(30, [.. Accounts.Where(other => other.Tenant == account.Tenant && !other.IsWorkload)]);
        var place = _dice.Pick(PolicyMaker.Resources);
        return _dice.Between(0, 9) switch
        {
            <= 4 => new(directory => directory.Managers[account] = related, $"{account} managed by {string.Join("+", related)}"),
            <= 8 => new(directory => directory.Owners[place] = related, $"\"{place}\" owned by {string.Join("+", related)}"),
            _ => new(directory => directory.Relates = !directory.Relates, "relations known, or no longer"),
        };
    }

    private Move.Publish Tighten(SpecSet known) =>
        new(new SpecSet { Name = known.Name, Version = known.Version + 1, Policies = known.Policies.ConvertAll(_policies.Tightened), Guardrails = known.Guardrails }, ReplacesSameVersion: false);

    private SpecEntry Entry() => new()
    {
        Roles = _dice.Some(60, PolicyMaker.Roles),
        Attributes = _dice.Chance(50) ? new() { ["site"] = [_dice.Pick("paris", "rome", "oslo")] } : [],
        IsActive = _dice.Chance(94),
        IsGroup = _dice.Chance(3),
    };

    private SpecCaller Caller(long now, Func<SpecAccount, bool> fits)
    {
        var fitting = Accounts.Where(fits).ToList();
        var account = _dice.Pick(fitting.Count > 0 ? fitting : Accounts);
        var at = now - _dice.Pick(0, 0, 0, 0, 0, 60_000, 1_800_000L, 3 * 3_600_000L, 9 * 3_600_000L);
        var claims = new List<SpecClaim>();
        if (_dice.Chance(85))
        {
            claims.Add(new SpecClaim { Values = _dice.Some(65, PolicyMaker.Roles), At = at });
        }

        if (_dice.Chance(35))
        {
            claims.Add(new SpecClaim { Name = "attribute:site", Values = [_dice.Pick("paris", "rome", "oslo")], At = at + _dice.Pick(0, 1000) });
        }

        if (_dice.Chance(70))
        {
            var age = _dice.Pick(0, 0, 10, 119, 120, 299, 300, 3600);
            claims.Add(new SpecClaim { Name = "authentication-time", Values = [((at / 1000) - age).ToString(System.Globalization.CultureInfo.InvariantCulture)], At = at });
        }

        var others = Accounts.Where(other => other != account && other.Tenant == account.Tenant).ToList();
        return new SpecCaller { Account = account, Claims = claims, ActsFor = others.Count > 0 && _dice.Chance(15) ? ForWhom(others, fits) : [] };
    }

    // Mostly somebody who may have it too, so that what is asked for them comes to be, and is lost again.
    private List<SpecAccount> ForWhom(List<SpecAccount> others, Func<SpecAccount, bool> fits)
    {
        var fitting = others.FindAll(other => fits(other));
        return [_dice.Pick(fitting.Count > 0 && _dice.Chance(75) ? fitting : others)];
    }

    private SpecGrant? AnyGrant(SpecWorld world)
    {
        var live = world.Grants.FindAll(grant => grant.IsOpenAt(world.Now));
        return live.Count > 0 && _dice.Chance(80) ? _dice.Pick(live) : Any(world.Grants);
    }

    private T? Any<T>(List<T> items)
        where T : class => items.Count > 0 && _dice.Chance(95) ? _dice.Pick(items) : null;

    // The root has no spelling: whoever means it names no resource.
    private static string? NotRoot(string? resource) => resource == "" ? null : resource;
}
