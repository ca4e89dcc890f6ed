namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>Approves or denies the open stage of a request.</summary>
    public SpecAnswer Vote(SpecCaller caller, string id, SpecBallot ballot, string grantId)
    {
        if (Request(id) is not { } request || !IsParty(caller, request))
        {
            return SpecAnswer.Refused("not-found");
        }

        // For a party the state is judged before the right.
        if (request.StateAt(Now) != "pending")
        {
            return SpecAnswer.Refused(request.StateAt(Now) == "lapsed" ? "request-lapsed" : "request-settled");
        }

        var answer = Decide(caller, request, ballot, grantId);

        // The rules do not say whether a stale version or another fault is told first.
        return ballot.ExpectedVersion is { } version && version != request.Version ? SpecAnswer.Refused(["version-stale", .. answer.Reasons]) : Commit(answer);

        SpecAnswer Commit((List<string> Reasons, Action Do) decided)
        {
            if (decided.Reasons.Count > 0)
            {
                return SpecAnswer.Refused(decided.Reasons);
            }

            decided.Do();
            return SpecAnswer.Accepted;
        }
    }

    private (List<string> Reasons, Action Do) Decide(SpecCaller caller, SpecRequest request, SpecBallot ballot, string grantId)
    {
        if (IsGone(request))
        {
            return Refuse("policy-gone", "self-approval", "subject-is-group", "subject-inactive", "already-voted", "not-approver");
        }

        var rights = new List<string>();
        if (Directory.SameHuman(caller.Chain, request.Requester.Chain))
        {
            rights.Add("self-approval");
        }

        if (Directory.WhyNot(caller.Account) is { } refused)
        {
            rights.Add(refused);
        }

        // A vote that was cast is part of the state, which is judged before most rights.
        if (Counting(request).Exists(vote => Directory.SameHuman(vote.Voter.Chain, caller.Chain)))
        {
            return Refuse(["already-voted", .. rights]);
        }

        var stage = OpenStage(request);
        var voter = rights.Count > 0 || stage is null ? null : VoterOf(caller, request, stage, rights);
        if (voter is null)
        {
            rights.Add("not-approver");
        }

        // Whether two accounts are one human cannot be told while the directory is away, and what cannot be told does not count.
        if (Directory.Fails)
        {
            rights.Add("fact-source-failed");
        }

        if (rights.Count > 0)
        {
            return Refuse([.. rights]);
        }

        return ballot.Approves ? Approve(voter!, request, stage!, ballot, grantId) : Deny(voter!, request, stage!, ballot);
    }

    // A vote for somebody is theirs too: they count as one with the voter, so neither may have asked or voted.
    private SpecCaller? VoterOf(SpecCaller caller, SpecRequest request, SpecOpenStage stage, List<string> refusals)
    {
        var whyNot = new List<string>();
        foreach (var voice in VoicesOf(caller, request))
        {
            var voter = voice == caller
                ? caller
                : new SpecCaller { Account = caller.Account, Claims = caller.Claims, ActsFor = [.. caller.ActsFor.Append(voice.Account).Distinct()] };
            if (Directory.SameHuman(voter.Chain, request.Requester.Chain))
            {
                whyNot.Add("self-approval");
            }
            else if (Counting(request).Exists(vote => Directory.SameHuman(vote.Voter.Chain, voter.Chain)))
            {
                whyNot.Add("already-voted");
            }
            else if (caller.HasHuman && stage.MayDecide(this, voice, request) && (voice == caller ? BoundsMayDecide() : caller.Bounds.Count == 0))
            {
                return voter;
            }
        }

        refusals.AddRange(whyNot);
        return null;

        // Whoever acts for somebody is bound by them; and stands in for nobody but in their own name.
        bool BoundsMayDecide() => caller.Bounds.TrueForAll(principal => Directory.WhyNot(principal.Account) is null && stage.MayDecide(this, principal, request));
    }

    private (List<string> Reasons, Action Do) Deny(SpecCaller caller, SpecRequest request, SpecOpenStage stage, SpecBallot ballot)
    {
        if (ballot.Narrows)
        {
            return Refuse("narrowing-on-deny");
        }

        return ([], () =>
        {
            Cast(caller, request, stage, approves: false);
            if (Counting(request).Count(vote => vote.Stage == stage.Name && !vote.Approves) >= stage.DeniedBy)
            {
                request.Settled = "denied";
                request.SettledAt = Now;
            }
        });
    }

    private (List<string> Reasons, Action Do) Approve(
        SpecCaller caller, SpecRequest request, SpecOpenStage stage, SpecBallot ballot, string grantId)
    {
        var versions = VersionsOf(request);
        var reasons = new List<string>();
        CheckRequester(request.Requester, versions, reasons);
        var scopes = ballot.Permissions is null && ballot.Resource is null
            ? request.Scopes
            : Choose(request.Scopes, ballot.Permissions, ballot.Resource, "narrowing-widens", "narrowing-widens", reasons);
        if (ballot.Duration is { } narrowed)
        {
            if (narrowed > request.Duration)
            {
                reasons.Add("narrowing-widens");
            }

            versions.ForEach(policy => CheckDuration(narrowed, policy, reasons));
        }

        var duration = ballot.Duration ?? request.Duration;
        var completes = WouldComplete(caller, request, stage);
        if (completes && reasons.Count == 0 && request.Extends?.IsOpenAt(Now) == false)
        {
            return Refuse("grant-ended");
        }

        if (completes)
        {
            CheckTotal(request.Extends, duration, versions, reasons);
            if (request.Extends is not null)
            {
                CheckFreshness(request.Requester, versions, request.Extends.End, reasons);
            }

            CheckActivation(request, scopes, duration, versions, request.StartAt ?? Now, reasons);
            if (request.StartAt is { } start)
            {
                CheckFreshness(request.Requester, versions, start, reasons);
                versions.ForEach(policy => CheckStart(start, policy, reasons));
            }
        }

        if (reasons.Count > 0)
        {
            return Refuse([.. reasons]);
        }

        if (completes)
        {
            if (Live(request.Requester.Account) >= Limits.LiveGrants)
            {
                reasons.Add("too-many-live");
            }

            var asked = request.Duration;
            request.Duration = duration;
            CheckAllowance(request, versions, reasons);
            request.Duration = asked;
            if (reasons.Count > 0)
            {
                return Refuse([.. reasons]);
            }
        }

        return ([], () =>
        {
            Cast(caller, request, stage, approves: true);
            request.Scopes = scopes;
            request.Duration = duration;
            if (!completes && OpenStage(request)!.Demands != stage.Demands)
            {
                Wait(request);
            }

            if (completes)
            {
                var approvers = Counting(request).FindAll(item => item.Approves).ConvertAll(item => item.Voter.Account);
                Activate(request, versions, grantId, approvers);
            }
        });
    }

    private void CheckRequester(SpecCaller requester, List<SpecPolicy> versions, List<string> reasons)
    {
        if (Directory.WhyNot(requester.Account) is { } refused)
        {
            reasons.Add(refused);
        }

        foreach (var policy in versions)
        {
            var missing = new List<string>();
            if (!Holds(policy.Eligible, requester, missing))
            {
                reasons.Add("eligibility-lost");
                reasons.AddRange(missing.Where(reason => reason != "not-eligible"));
            }
        }

        CheckBounds(requester, versions, reasons);
        CheckFreshness(requester, versions, Now, reasons);
    }

    /// <summary>
    /// What must hold at the moment of activation: the conditions, and that both versions allow what is granted. What one of them does not allow
    /// is refused, never cut down in silence: an approver can narrow.
    /// </summary>
    private void CheckActivation(SpecRequest request, List<SpecScope> scopes, long duration, List<SpecPolicy> versions, long moment, List<string> reasons)
    {
        CheckConditions(request.Requester, request.Ticket, versions, moment, reasons);
        CheckGuardrails(request.Requester, scopes, moment, request.PinnedGuardrails, reasons);
        foreach (var policy in versions)
        {
            CheckDuration(duration, policy, reasons);
            CheckJustification(request.Justification, policy, reasons);
            if (scopes.Exists(scope => !policy.Scopes.Exists(offered => offered.Covers(scope))))
            {
                reasons.AddRange("permission-not-covered", "resource-not-covered");
            }
        }
    }

    private bool WouldComplete(SpecCaller caller, SpecRequest request, SpecOpenStage stage)
    {
        Cast(caller, request, stage, approves: true);
        var completes = StagesOf(request).TrueForAll(item => HasQuorum(request, item));
        request.Votes.RemoveAt(request.Votes.Count - 1);
        request.Version--;
        return completes;
    }

    private void Cast(SpecCaller caller, SpecRequest request, SpecOpenStage stage, bool approves)
    {
        request.Votes.Add(new SpecVote { Stage = stage.Name, Demands = stage.Demands, Voter = caller, Approves = approves, At = Now });
        request.Version++;
    }

    private static (List<string> Reasons, Action Do) Refuse(params List<string> reasons) => (reasons, () => { });
}
