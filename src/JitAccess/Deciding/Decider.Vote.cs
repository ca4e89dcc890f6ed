using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

internal static partial class Decider
{
    /// <summary>Decides on a vote. For a party the state is judged before the right; for anybody else there is nothing here.</summary>
    public static Decision Vote(World world, VoteCommand command, DecisionContext context)
    {
        var (request, voter) = (command.Request, command.Voter);
        if (!IsParty(voter, request, command.Policies, command.MayAudit, context))
        {
            return NotFound();
        }

        if (RefuseSettled(request, context.Now) is { } settled)
        {
            return Decision.Reject(settled);
        }

        if (RefuseLink(command, context) is { } link)
        {
            return Decision.Reject(link);
        }

        if (command.ExpectedVersion is { } expected && expected != command.Version)
        {
            return Decision.Reject(new Finding(Reason.VersionStale, "The request has changed since you were shown it.")
            {
                Value = expected.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Limit = command.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Fix = "Read the request again and decide on what it says now.",
            });
        }

        if (RefuseVoter(voter, request, command.Policies, context, out var ballot) is { } refused)
        {
            return Decision.Reject(refused);
        }

        return command.Decision == VoteDecision.Approve ? Approve(world, command, ballot, context) : Deny(command, ballot, context);
    }

    /// <summary>Says whether a request waits for someone's vote: exactly when a vote of theirs would be weighed.</summary>
    public static bool WaitsFor(Party voter, RequestRecord request, PolicyPair policies, DecisionContext context) =>
        RefuseSettled(request, context.Now) is null && RefuseVoter(voter, request, policies, context, out _) is null;

    private static Decision Deny(VoteCommand command, Ballot ballot, DecisionContext context)
    {
        if (command.Narrowing is not null)
        {
            return Decision.Reject(new Finding(Reason.NarrowingOnDeny, "A denial cannot narrow.")
            {
                Member = "narrowTo",
                Fix = "Leave narrowTo out, or approve.",
            });
        }

        var (request, tenant, stage) = (command.Request, command.Request.Subject.Tenant, ballot.Stage);
        var cast = new VoteCast(tenant, request.Id, NewVote(command, ballot, context)) { Waiting = request.Waiting };
        if (ballot.Progress.Count(stage, VoteDecision.Deny) + 1 < stage.DeniedBy)
        {
            return Decision.Accept(request.Lapses, cast);
        }

        var coolsDownUntil = context.Limits.CoolDownAfterDenial > Duration.Zero
            ? Deadline.After(context.Now, context.Limits.CoolDownAfterDenial)
            : Deadline.From(context.Now);
        return Decision.Accept(request.Lapses, cast, new RequestDenied(tenant, request.Id, context.Now, stage.Name, coolsDownUntil));
    }

    private static Decision Approve(World world, VoteCommand command, Ballot ballot, DecisionContext context)
    {
        var policy = ballot.Policy;
        if (RefuseRequester(command, policy, context) is { } lost)
        {
            return Decision.Reject(lost);
        }

        var findings = new List<Finding>();
        var vote = Narrow(command, policy, NewVote(command, ballot, context), findings);
        if (findings.Count > 0)
        {
            return Decision.Reject(Explanation.Of(findings));
        }

        var cast = new VoteCast(command.Request.Subject.Tenant, command.Request.Id, vote);
        var after = cast.Apply(world).Get<RequestRecord>(command.Request.Key);
        var progress = StageProgress.Of(after, policy, context.People);
        return progress.Open is null
            ? Complete(world, command with { Request = after }, policy, progress, cast, context)
            : Decision.Accept(command.Request.Lapses, cast with { Waiting = WaitOf(command.Request, ballot.Stage, progress.Open, context.Now) });
    }

    // Every stage has its quorum: the conditions must hold at the moment of activation, and the limits too.
    private static Decision Complete(
        World world, VoteCommand command, JitPolicy policy, StageProgress progress, VoteCast cast, DecisionContext context)
    {
        var request = command.Request;
        var judged = context.Judge(command.Requester, request.Ticket);
        policy.JudgeEligibility(judged);
        var findings = new List<Finding>();
        var bounds = new Bounds(command.Requester, request.Ticket, context);
        CheckActivation(policy, request, judged.At(request.StartAt ?? context.Now), bounds, context, findings);
        var extended = request.Extends is { } id ? world.Get<GrantRecord>(GrantRecord.KeyOf(request.Subject.Tenant, id)) : null;
        if (extended is not null)
        {
            if (RefuseEnded(extended, context.Now) is { } ended)
            {
                return Decision.Reject(ended);
            }

            CheckTotal(policy, extended, request.Duration, findings);
            CheckFreshness(policy, command.Requester, extended.End.At, context, findings);
        }

        if (request.StartAt is { } start)
        {
            CheckAhead(policy, start, context, findings);
            CheckFreshness(policy, command.Requester, start, context, findings);
        }

        if (findings.Count > 0)
        {
            return Decision.Reject(Explanation.Of(findings));
        }

        var ledger = world.Ledger(request.Subject).At(context.Now);
        if (RequestLimits.RefuseLive(ledger, context) is { } limited)
        {
            return Decision.Reject(limited);
        }

        var grant = NewGrant(request, extended, policy, command.Requester, [.. progress.Approvers], context);
        if (RequestLimits.RefuseTime(ledger, policy, AsBegun(grant, request, policy, command.Requester, context), context) is { } spent)
        {
            return Decision.Reject(spent);
        }

        return Decision.Accept(
            Deadline.Earlier(request.Lapses, grant.End),
            [
                cast,
                new RequestApproved(request.Subject.Tenant, request.Id, context.Now, Automatically: false),
                Given(grant, policy, Record(judged, bounds, context)),
            ]);
    }

    // Rule 4: eligibility is checked again at every approval.
    private static Explanation? RefuseRequester(VoteCommand command, JitPolicy policy, DecisionContext context)
    {
        var findings = new List<Finding>();
        CheckRequester(command.Requester, policy, context.Judge(command.Requester, command.Request.Ticket), context, findings);
        return findings.Count > 0 ? Explanation.Of(findings) : null;
    }

    private static void CheckRequester(Party requester, JitPolicy policy, ConditionContext judged, DecisionContext context, List<Finding> findings)
    {
        if (requester.Refusal is { } refused)
        {
            findings.Add(refused);
        }

        CheckEligibility(policy, judged, findings);
        new Bounds(requester, judged.Ticket, context).CheckEligibility(policy, findings);
        CheckFreshness(policy, requester, context.Now, context, findings);
    }

    private static void CheckEligibility(JitPolicy policy, ConditionContext judged, List<Finding> findings)
    {
        if (policy.JudgeEligibility(judged) is { IsSatisfied: false } outcome)
        {
            findings.Add(new Finding(Reason.EligibilityLost, $"The requester is no longer eligible: the policy \"{policy.Name}\" needs {policy.Eligible}.")
            {
                Limit = policy.Eligible.ToString(),
                Fix = "Deny the request, or let the requester ask again once eligible.",
            });
            findings.AddRange(outcome.Findings.Where(finding => finding.Reason != Reason.NotEligible));
        }
    }

    private static Vote NewVote(VoteCommand command, Ballot ballot, DecisionContext context) => new()
    {
        Stage = ballot.Stage.Name,
        StageHash = ballot.Stage.Hash,
        Voter = command.Voter.Subject,
        ActsFor = ChainOf(command.Voter, ballot.Away),
        OnBehalfOf = ballot.Away?.Subject,
        Decision = command.Decision,
        At = context.Now,
        Comment = command.Comment is { } comment ? context.Texts.Seal(comment) : null,
        LookedAt = Record(ballot.Judged, command.Voter.Subject, context),
        Link = command.Link?.Says?.Id,
    };

    private static Vote Narrow(VoteCommand command, JitPolicy policy, Vote vote, List<Finding> findings)
    {
        if (command.Narrowing is not { } narrowing)
        {
            return vote;
        }

        if (narrowing.Duration is { } duration)
        {
            if (duration > command.Request.Duration)
            {
                findings.Add(Widens(duration, command.Request.Duration));
            }

            CheckDuration(policy, duration, "narrowTo.duration", findings);
            vote = vote with { NarrowedDuration = duration };
        }

        return narrowing.Permissions is null && narrowing.Resource is null
            ? vote
            : vote with { NarrowedScopes = AskedScopes.Narrow(command.Request.Scopes, narrowing.Permissions, narrowing.Resource, findings) };
    }

    private static Finding Widens(Duration duration, Duration asked) =>
        new(Reason.NarrowingWidens, $"duration {DurationText.Format(duration)} exceeds the {DurationText.Format(asked)} that the request asks for")
        {
            Member = "narrowTo.duration",
            Value = DurationText.Format(duration),
            Limit = DurationText.Format(asked),
            Fix = $"Approve for at most {DurationText.Format(asked)}, or leave the duration out.",
        };

    private static Explanation? RefuseSettled(RequestRecord request, Instant now) => request.StateAt(now) switch
    {
        RequestState.Pending => null,
        RequestState.Lapsed => Explanation.Of(new Finding(Reason.RequestLapsed, $"The request lapsed at {request.Lapses}.")
        {
            Value = RequestState.Lapsed.Name(),
            Limit = request.Lapses.ToString(),
            Fix = "Let the requester ask again.",
        }),
        var state => Explanation.Of(new Finding(Reason.RequestSettled, $"The request is {state.Name()} already, and that never changes.")
        {
            Value = state.Name(),
        }),
    };

    private static Finding PolicyGone(RequestRecord request) =>
        new(Reason.PolicyGone, $"The policy \"{request.Policy.Name}\" under which this was asked is no longer published or cannot be read.")
        {
            Value = request.Policy.Name,
            Fix = "Withdraw the request and ask under a policy that is published.",
        };
}
