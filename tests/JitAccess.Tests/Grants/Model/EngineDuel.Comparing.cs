using JitAccess.Spec;
using JitAccess.Tests.Deciding.Model;
using NodaTime;

namespace JitAccess.Tests.Grants.Model;

// What is compared after every move.
internal sealed partial class EngineDuel
{
    private static readonly string[] Places = ["", "orders/1", "orders/2", "orders/eu/1", "payroll"];

    private readonly List<Watched> _leases = [];
    private bool _isCutOff;

    /// <summary>Time passes, with a look just before, at and just after the end of every grant on the way.</summary>
    // Every other time the node is cut off meanwhile, and hears of nothing.
    private async Task WaitAsync(long milliseconds)
    {
        _isCutOff = !_isCutOff;
        var until = World.Now + milliseconds;
        var stops = World.Grants
            .SelectMany(grant => new[] { grant.End - 1, grant.End, grant.End + 1 })
            .Where(stop => stop > World.Now && stop < until)
            .Distinct().Order().Append(until);
        foreach (var stop in stops.ToList())
        {
            if (_isCutOff)
            {
                Advance(stop - World.Now);
                DemandStaleness();
            }
            else
            {
                AdvanceInTouch(stop - World.Now);
            }

            await Engine.SynchroniseAsync();
            DemandChecks(_accounts);
            DemandLeases();
        }
    }

    private void Advance(long milliseconds)
    {
        Engine.Time.Advance(Duration.FromMilliseconds(milliseconds));
        World.Now += milliseconds;
    }

    // Before anything fires, a poll has proved that the node has missed nothing: which it has not, since nobody else commits.
    private void AdvanceInTouch(long milliseconds)
    {
        var freshness = Engine.Get<JitAccess.Nodes.NodeFreshness>();
        var until = World.Now + milliseconds;
        while (World.Now < until)
        {
            var step = Engine.Time.UntilNextTimer is { } next ? Math.Min((long)next.TotalMilliseconds, until - World.Now) : until - World.Now;
            if (step > 1)
            {
                Advance(step - 1);
                freshness.State = freshness.State with { Proof = freshness.State.Proof! with { Sent = Engine.Time.Clock.Reading } };
            }

            Advance(1);
        }
    }

    // A node that has not polled for as long as the bound denies whatever it knows, and ends what was admitted.
    private void DemandStaleness()
    {
        var isStale = Engine.Get<JitAccess.Nodes.NodeFreshness>().AgeMilliseconds >= 4950;
        var check = Engine.Access.Check(_handles[_accounts[0]], "orders:read", "orders/1");
        Demand(isStale, check.Reason == Reason.NodeStale, "a stale node denies");
        if (isStale)
        {
            _leases.ForEach(watched => DemandEnded(watched, hasEnded: true));
            _leases.Clear();
        }
    }

    private void DemandChecks(IEnumerable<SpecAccount> accounts)
    {
        foreach (var account in accounts)
        {
            foreach (var permission in PolicyMaker.Permissions)
            {
                foreach (var place in Places)
                {
                    var expected = World.Check(account, permission, place);
                    var check = Engine.Access.Check(_handles[account], permission, place == "" ? null : place);
                    var actual = check.Reason?.Code ?? "allowed";
                    if (!expected.Contains(actual) || check.NeedsCommit != (actual == "needs-commit"))
                    {
                        throw Parted(string.Join(" or ", expected), $"{account} {permission} on \"{place}\" is {actual} by {_names.GetValueOrDefault(check.GrantId ?? "")}");
                    }
                }
            }
        }
    }

    private async Task DemandStatesAsync()
    {
        var world = await ReadAsync();
        Demand(Picture.Of(World), Picture.Of(world, World.Now, id => _names.GetValueOrDefault(id, id)), "the states");
    }

    /// <summary>What everybody sees of everything: parties the state at this instant, everybody else nothing.</summary>
    public async Task DemandViewsAsync()
    {
        foreach (var caller in _accounts.Select(account => new SpecCaller { Account = account }))
        {
            foreach (var request in World.Requests)
            {
                _story.Add($"{caller} looks at {request.Id}");
                await CompareAsync(
                    () => World.IsParty(caller, request) ? SpecAnswer.Accepted : SpecAnswer.Refused("not-found"),
                    async () => DemandView(await Engine.Requests.GetAsync(ToCore.Caller(caller), Id(request.Id))));
            }

            foreach (var grant in World.Grants)
            {
                _story.Add($"{caller} looks at {grant.Id}");
                await CompareAsync(
                    () => World.IsParty(caller, grant) ? SpecAnswer.Accepted : SpecAnswer.Refused("not-found"),
                    async () => DemandView(await Engine.Grants.GetAsync(ToCore.Caller(caller), Id(grant.Id))));
            }
        }
    }

    private void DemandView(JitRequest view)
    {
        var request = World.Request(_names[view.Id]) ?? throw Parted("refused", "accepted");
        Demand(request.StateAt(World.Now), view.State.Name(), "the state shown");
        Demand(request.Version + (view.State == RequestState.Lapsed ? view.Version - request.Version : 0), view.Version, "the version shown");
        Demand(request.PinnedVersion, view.PolicyVersion, "the policy version shown");
        Demand(request.Justification, view.Justification, "the justification shown");
        Demand(request.Settled == "approved" ? request.GrantId : null, _names.GetValueOrDefault(view.GrantId ?? ""), "the grant shown");
    }

    private void DemandView(JitGrant view)
    {
        var grant = World.Grant(_names[view.Id])!;
        var lives = grant.IsOpenAt(World.Now);
        Demand(grant.StateAt(World.Now), view.State.Name(), "the state shown");
        Demand(lives ? (grant.End - World.Now) / 1000 : 0, (long)view.Left.TotalSeconds, "the seconds left");
        Demand(grant.UsesLeft, view.UsesLeft, "the uses left");
        Demand(grant.BreaksGlass ? grant.Reviewed ?? "owed" : null, view.Review?.ToString(), "the review");
        Demand(lives ? null : (grant.CutOff ?? grant.Ended) == "revoked" ? WhyRevoked(grant, view.EndedBecause!) : grant.CutOff ?? grant.StateAt(World.Now), view.EndedBecause, "why it ended");
    }

    // What the engine itself says is a sentence with codes.
    private static string WhyRevoked(SpecGrant grant, string told) =>
        (grant.NeverBegan && told.StartsWith("The grant could not begin", StringComparison.Ordinal))
        || (grant.LostEligibility && told.StartsWith("The holder may not have it any more", StringComparison.Ordinal)) ? told : "why";

    private void Watch(JitGrantLease lease, SpecGrant grant, Move.Use use)
    {
        _leases.Add(new Watched(lease, grant, use));
    }

    // A lease ends when its grant ended, other than by its last use, or was cut off after that, and no other live grant admits the same.
    private void DemandLeases()
    {
        foreach (var watched in _leases.ToList())
        {
            var carriesOn = watched.Grant.CarriesOnAt(World.Now);
            var succeeds = World.Check(watched.Use.Account, watched.Use.Permission, watched.Use.Resource).Contains("allowed");
            if (DemandEnded(watched, !carriesOn && !succeeds))
            {
                _leases.Remove(watched);
            }
        }
    }

    private bool DemandEnded(Watched watched, bool hasEnded)
    {
        Demand(hasEnded, watched.Lease.Ended.IsCancellationRequested, $"the lease of {watched.Grant.Id} has ended");
        if (hasEnded)
        {
            watched.Lease.Dispose();
        }

        return hasEnded;
    }

    private async Task CompareAsync(Func<SpecAnswer> expect, Func<Task> act, string? passesOver = null)
    {
        var answer = expect();
        var position = Engine.Position;
        _story.Add($"    {answer}");
        try
        {
            await act();
            if (!answer.IsAccepted && (passesOver is null || !answer.Reasons.Contains(passesOver)))
            {
                throw Parted(answer.ToString(), "accepted");
            }
        }
        catch (JitRejectedException rejected)
        {
            if (!answer.Allows(rejected.Reason.Code, rejected.Explanation.Findings.Select(finding => finding.Reason.Code).ToList()))
            {
                throw Parted(answer.ToString(), rejected.Explanation.ToString());
            }

            Demand(position, Engine.Position, "the position after a refusal");
        }
    }

    private void Demand<T>(T expected, T actual, string what)
    {
        if (!Equals(expected, actual))
        {
            throw Parted($"{what}: {expected}", $"{actual}");
        }
    }

    private InvalidOperationException Parted(string expected, string actual) =>
        new($"The engine parts from the specification.\n{string.Join('\n', _story)}\n--- specification\n{expected}\n--- engine\n{actual}");

    private sealed record Watched(JitGrantLease Lease, SpecGrant Grant, Move.Use Use);
}
