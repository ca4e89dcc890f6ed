using JitAccess.Spec;

namespace JitAccess.Tests.Deciding.Model;

/// <summary>Plays a history against the specification and the decider and says where they part.</summary>
internal sealed class DeciderDuel
{
    private readonly ToCore _to = new();
    private readonly DeciderDriver _driver;
    private readonly List<string> _story = [];
    private int _asked;

    public DeciderDuel(SpecWorld world)
    {
        World = world;
        _driver = new DeciderDriver(world, _to);
        _driver.Begin();
    }

    public SpecWorld World { get; }

    public string Story => string.Join('\n', _story);

    /// <summary>Makes a move on both sides.</summary>
    /// <exception cref="InvalidOperationException">The two do not agree.</exception>
    public void Play(Move move)
    {
        _story.Add($"{World.Now}: {Tell(move)}");
        var (answer, decision) = Make(move);
        _story.Add($"    {answer}");
        Compare(answer, decision);
        Demand(Picture.Of(World), Picture.Of(_driver.World, World.Now));
    }

    private (SpecAnswer Answer, Decision? Decision) Make(Move move)
    {
        switch (move)
        {
            case Move.Submit submit:
                var (requestId, grantId) = ($"r{++_asked}", $"g{_asked}");
                var decision = _driver.Submit(submit, requestId, grantId);
                return (World.Submit(submit.Caller, submit.Ask, 1, requestId, grantId), decision);
            case Move.Extend extend:
                var (extensionId, extendedId) = ($"r{++_asked}", $"g{_asked}");
                var extended = !_driver.Finds(extend.Grant, extend.Caller) ? null : _driver.Extend(extend, extensionId, extendedId);
                return (World.Extend(extend.Caller, extend.Grant, extend.Duration, extend.Justification, 1, extensionId, extendedId), extended);
            case Move.Vote vote:
                var voted = !_driver.Finds(vote.Request, vote.Caller) ? null : _driver.Vote(vote);
                return (World.Vote(vote.Caller, vote.Request, vote.Ballot, vote.Request.Replace('r', 'g')), voted);
            case Move.Withdraw withdraw:
                var withdrawn = !_driver.Finds(withdraw.Request, withdraw.Caller) ? null : _driver.Withdraw(withdraw);
                return (World.Withdraw(withdraw.Caller, withdraw.Request), withdrawn);
            case Move.Activate activate:
                var activated = !_driver.Finds(activate.Request, activate.Caller) ? null : _driver.Activate(activate);
                return (World.Activate(activate.Caller, activate.Request), activated);
            case Move.Delegate made:
                made.Made.Id = $"d{World.Delegations.Count + 1}";
                var delegated = _driver.Delegate(made);
                return (World.Delegate(made.Caller, made.Made), delegated);
            case Move.EndDelegation end:
                var undone = _driver.EndDelegation(end);
                return (World.EndDelegation(end.Caller, end.Delegation), undone);
            case Move.Release release:
                var released = !_driver.Finds(release.Grant, release.Caller) ? null : _driver.Release(release);
                return (World.Release(release.Caller, release.Grant), released);
            case Move.Revoke revoke:
                var revoked = !_driver.Finds(revoke.Grant, revoke.Caller) ? null : _driver.Revoke(revoke);
                return (World.Revoke(revoke.Caller, revoke.Grant), revoked);
            case Move.Review review:
                var reviewed = !_driver.Finds(review.Grant, review.Caller) ? null : _driver.Review(review);
                return (World.Review(review.Caller, review.Grant, review.Outcome), reviewed);
            case Move.RevokeAll all:
                var ended = _driver.RevokeAll(all);
                return (World.RevokeAll(all.Caller, all.Picks, out var count), Counted(ended, count));
            case Move.Use use:
                return Use(use);
            case Move.Publish publish:
                var published = _driver.Publish(publish);
                return (World.Publish(publish.Set, publish.ReplacesSameVersion), published);
            case Move.Wait wait:
                World.Now += wait.Milliseconds;
                break;
            case Move.KeepHouse:
                KeepHouse();
                break;
            case Move.Recheck:
                foreach (var grant in _driver.World.States.OfType<GrantRecord>().ToList())
                {
                    var rechecked = _driver.Recheck(grant);
                    Compare(World.Recheck(World.Grant(grant.Id)!), rechecked);
                }

                break;
            case Move.ChangeDirectory change:
                change.Change(World.Directory);
                break;
        }

        return (SpecAnswer.Accepted, null);
    }

    /// <summary>The grant that the last first use was asked of.</summary>
    public string? Used { get; private set; }

    // The decider is asked about a grant that was found already, whoever it belongs to and whether it lives or not.
    private (SpecAnswer Answer, Decision? Decision) Use(Move.Use use)
    {
        var operation = new SpecScope(use.Permission, use.Resource);
        var grant = World.Grants.FindLast(item => item.Holder == use.Account && item.Scopes.Exists(scope => scope.Covers(operation))) ?? World.Grants.LastOrDefault();
        if (grant is null)
        {
            return (SpecAnswer.Accepted, null);
        }

        if (grant.StateAt(World.Now) == "claimable" && _driver.Use(_driver.Grant(grant.Id)!, use.Account, operation).Rejection?.Reason == Reason.NotClaimed)
        {
            Used = grant.Waits == "first-use" ? grant.Id : null;
            var first = _driver.FirstUse(_driver.Grant(grant.Id)!, use.Account, operation);
            return (World.FirstUse(use.Account, grant, operation), first);
        }

        var decision = _driver.Use(_driver.Grant(grant.Id)!, use.Account, operation);
        return (World.Use(use.Account, grant.Id, operation), decision);
    }

    // Exactly what time has ended and nobody has written down yet can be written down, with the deadline as its time.
    private void KeepHouse()
    {
        foreach (var request in _driver.World.States.OfType<RequestRecord>().ToList())
        {
            var isDue = request.State == RequestState.Pending && World.Request(request.Id)!.StateAt(World.Now) == "lapsed";
            Demand($"{request.Id} {isDue} {request.Lapses}", Written(request.Id, request.Lapses, _driver.Lapse(request), "request-settled"));
        }

        // That others may decide is asked of every request: only where a stage has waited too long they may.
        foreach (var request in _driver.World.States.OfType<RequestRecord>().ToList())
        {
            var decision = _driver.Notify(request);
            Compare(World.Escalate(World.Request(request.Id)!), decision);
        }

        // What begins is asked of every grant: only what is scheduled and due does.
        foreach (var grant in _driver.World.States.OfType<GrantRecord>().ToList())
        {
            var decision = _driver.Start(grant);
            Compare(World.Start(World.Grant(grant.Id)!), decision);
        }

        foreach (var grant in _driver.World.States.OfType<GrantRecord>().ToList())
        {
            var isDue = !grant.IsTerminal && World.Grant(grant.Id)!.StateAt(World.Now) == "expired";
            Demand($"{grant.Id} {isDue} {grant.End}", Written(grant.Id, grant.End, _driver.Expire(grant), "grant-ended"));
        }
    }

    private static string Written(string id, Deadline end, Decision decision, string reason) => decision.IsRejected
        ? $"{id} {(decision.Rejection.Reason.Code == reason ? "False" : "refused for another reason")} {end}"
        : $"{id} True {decision.Events.Select(happened => happened switch { RequestLapsed lapsed => Deadline.From(lapsed.At), GrantExpired expired => Deadline.From(expired.At), _ => default }).Single()}";

    private Decision Counted(Decision decision, int count)
    {
        var ended = decision.Events.Count(happened => happened is GrantRevoked or GrantCutOff);
        return ended == count ? decision : throw Parted($"{count} grants end", $"{ended} grants end");
    }

    private void Compare(SpecAnswer answer, Decision? decision)
    {
        if (decision is null)
        {
            return;
        }

        // Whoever is refused is told what was wrong or what to do, beside the sentence.
        foreach (var bare in decision.Rejection?.Findings.Where(finding => (finding.Value ?? finding.Limit ?? finding.Member ?? finding.Fix) is null) ?? [])
        {
            throw Parted("a finding with a value, a limit, a member or a fix", bare.ToString());
        }

        var agrees = decision.Rejection is { } rejection
            ? answer.Allows(rejection.Reason.Code, rejection.Findings.Select(finding => finding.Reason.Code).ToList())
            : answer.IsAccepted;
        if (!agrees)
        {
            throw Parted(answer.ToString(), decision.Rejection is { } why
                ? $"{why} [{string.Join(", ", why.Findings.Select(finding => finding.Reason.Code))}]"
                : $"accepted: {string.Join(", ", decision.Events.Select(happened => happened.Kind))}");
        }
    }

    private void Demand(string expected, string actual)
    {
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
        {
            throw Parted(expected, actual);
        }
    }

    private InvalidOperationException Parted(string expected, string actual) =>
        new($"The decider parts from the specification.\n{Story}\n--- specification\n{expected}\n--- decider\n{actual}");

    public static string Tell(Move move) => move switch
    {
        Move.Submit submit => $"{submit.Caller}: {submit.Ask}",
        Move.Delegate made => $"{made.Caller}: {made.Made}",
        Move.Extend extend => $"{extend.Caller}: extend {extend.Grant} by {extend.Duration / 1000} s",
        Move.Vote vote => $"{vote.Caller}: {vote.Ballot} {vote.Request}",
        _ => move.ToString(),
    };
}
