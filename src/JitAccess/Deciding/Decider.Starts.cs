using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

// Starts that were set for later.
internal static partial class Decider
{
    /// <summary>
    /// Decides on a scheduled grant whose start has come: it is activated when everything holds that an approval would want now, and revoked when it does not.
    /// What cannot be told yet is refused, to be tried again until the grant's end.
    /// </summary>
    public static Decision Start(StartCommand command, DecisionContext context)
    {
        var (grant, request) = (command.Grant, command.Request);
        if (grant.StateAt(context.Now) != GrantState.Scheduled)
        {
            return Decision.Reject(RefuseEnded(grant, context.Now)
                ?? Explanation.Of(new Finding(Reason.GrantEnded, "The grant has begun already.") { Value = grant.State.Name() }));
        }

        if (!Deadline.From(grant.Start).HasPassed(context.Now))
        {
            return Decision.Reject(NotDue(grant));
        }

        if (command.Ledger.IsEnding(grant.Id, context.Now))
        {
            return Decision.Reject(new Finding(Reason.StoreContended, "Somebody is ending the grant at this moment.") { Value = grant.State.Name() });
        }

        var judged = context.Judge(command.Requester, request.Ticket);
        var bounds = new Bounds(command.Requester, request.Ticket, context);
        if (WhatCannotBeTold(command, judged, bounds, context) is { } unknown)
        {
            return Decision.Reject(unknown);
        }

        var findings = RefuseStart(command, judged, bounds, context);
        if (command.Policies.Effective is { ScheduledUpTo: null, Name: var name } && !command.IsEndedByAnother)
        {
            findings.Add(new Finding(Reason.StartNotAllowed, $"The policy \"{name}\" lets access begin with its approval only.") { Value = name });
        }

        if (findings.Count == 0)
        {
            // A version that was published meanwhile may allow less time than the one that counted it.
            var (policy, started) = (command.Policies.Effective!, Started(command, context));
            if (RequestLimits.RefuseTime(command.Ledger.At(context.Now), policy, started, context) is not { } spent)
            {
                return Decision.Accept(grant.End, Given(started, policy, Record(judged, bounds, context)));
            }

            findings.AddRange(spent.Findings);
        }

        return Decision.Accept(grant.End, End(grant, GrantState.Revoked, context.Texts.Seal(WhyNotStarted(findings), grant.Subject), context.Now));
    }

    // INVARIANT: neither begins nor ends anything: the directory, a source, a condition or a policy that this node cannot read may say something else a moment later.
    private static Explanation? WhatCannotBeTold(StartCommand command, ConditionContext judged, Bounds bounds, DecisionContext context)
    {
        if (command.IsEndedByAnother)
        {
            return null;
        }

        if (context.People.IsIncomplete || command.Requester.Facts.FailedSources.Contains(FactOrigins.Directory, StringComparer.Ordinal))
        {
            return Explanation.Of(new Finding(Reason.FactSourceFailed, "The directory failed, so it cannot be told whether the grant may begin.") { Value = command.Grant.State.Name() });
        }

        if (command.Policies.Effective is not { } policy)
        {
            return command.IsPublished
                ? Explanation.Of(new Finding(Reason.PolicyUnreadable, "This node cannot read the policy.") { Value = command.Request.Policy.Name })
                : null;
        }

        Finding[] unknown =
        [
            .. new[] { policy.JudgeEligibility(judged), policy.JudgeConditions(judged) }.Where(outcome => outcome.MayChange).SelectMany(outcome => outcome.Findings),
            .. GuardrailsOf(context).Untold(command.Request.Scopes, judged),
            .. bounds.Untold(policy, command.Request.Scopes, GuardrailsOf(context)),
        ];
        return unknown.Length > 0 ? Explanation.Of(unknown) : null;
    }

    /// <summary>Says that a scheduled grant begins by itself.</summary>
    private static Finding NotDue(GrantRecord grant)
    {
        var start = InstantText.Format(grant.Start);
        return new Finding(Reason.StartNotDue, $"The grant begins at {start}, by itself.") { Value = grant.State.Name(), Limit = start, Fix = "Wait until then, or ask for access now." };
    }

    private static GrantRecord Started(StartCommand command, DecisionContext context)
    {
        var (grant, policy) = (command.Grant, command.Policies.Effective!);
        var until = FactsGoodUntil(policy, command.Requester, context);
        var started = grant with
        {
            State = GrantState.Active,
            Start = context.Now,
            End = until is { } facts ? Deadline.Earlier(grant.End, facts) : grant.End,
            UsesLeft = grant.UsesLeft is { } left ? Math.Min(left, policy.Uses ?? left) : policy.Uses,
            RecordsUse = grant.RecordsUse || policy.RecordsUse,
        };
        return WithWarning(started, policy);
    }

    private static List<Finding> RefuseStart(StartCommand command, ConditionContext judged, Bounds bounds, DecisionContext context)
    {
        if (command.IsEndedByAnother)
        {
            return [new Finding(Reason.Revoked, "All such grants were revoked, or the store was restored and adopted, after the approval.")];
        }

        if (command.Policies.Effective is not { } policy)
        {
            return [PolicyGone(command.Request)];
        }

        var findings = new List<Finding>();
        CheckRequester(command.Requester, policy, judged, context, findings);
        CheckActivation(policy, command.Request, judged, bounds, context, findings);
        if (StageProgress.Of(command.Request, policy, context.People).Open is { } open)
        {
            findings.Add(new Finding(Reason.ApprovalMissing, $"The stage \"{open.Name}\" lacks approvals that it demands by now.") { Value = open.Name });
        }

        return findings;
    }

    // The text is read by the holder and by auditors, so it names codes and no values.
    private static string WhyNotStarted(List<Finding> findings) =>
        $"The grant could not begin: {CodesOf(findings)}.";

    private static JitEvent Given(GrantRecord grant, JitPolicy policy, ImmutableArray<RecordedFact> lookedAt)
    {
        bool? countsTime = policy.Allowance is null ? null : true;
        return grant.State switch
        {
            GrantState.Scheduled => new GrantScheduled(grant, lookedAt) { CountsTime = countsTime },
            GrantState.Claimable => new GrantClaimable(grant, lookedAt),
            _ => new GrantActivated(grant, lookedAt) { CountsTime = countsTime },
        };
    }

    // Whether what begins then can be judged as of then.
    private static bool CheckStart(JitPolicy policy, Instant? startAt, DecisionContext context, List<Finding> findings)
    {
        if (startAt is not { } start)
        {
            return true;
        }

        if (!Deadline.From(start).HasPassed(context.Now))
        {
            return CheckAhead(policy, start, context, findings);
        }

        var now = InstantText.Format(context.Now);
        findings.Add(new Finding(Reason.StartPassed, $"startAt {InstantText.Format(start)} is not after {now}, which it is now.")
        {
            Member = "startAt",
            Value = InstantText.Format(start),
            Limit = $"after {now}",
            Fix = "Name a later start, or leave it out to begin with the approval.",
        });
        return false;
    }

    private static bool CheckAhead(JitPolicy policy, Instant start, DecisionContext context, List<Finding> findings)
    {
        if (policy.ScheduledUpTo is not { } ahead)
        {
            findings.Add(new Finding(Reason.StartNotAllowed, $"The policy \"{policy.Name}\" lets access begin with its approval only.")
            {
                Member = "startAt",
                Value = InstantText.Format(start),
                Fix = "Leave startAt out, and ask when you need it.",
            });
            return false;
        }

        if (start - context.Now <= ahead)
        {
            return true;
        }

        findings.Add(new Finding(
            Reason.StartTooFar, $"startAt {InstantText.Format(start)} is more than {DurationText.Format(ahead)} ahead (policy \"{policy.Name}\")")
        {
            Member = "startAt",
            Value = InstantText.Format(start),
            Limit = DurationText.Format(ahead),
            Fix = $"Ask from {InstantText.Format(start - ahead)} on, or name an earlier start.",
        });
        return false;
    }
}
