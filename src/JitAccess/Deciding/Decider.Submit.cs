using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

internal static partial class Decider
{
    /// <summary>Decides on a new request; a policy that approves by itself also activates the grant.</summary>
    public static Decision Submit(World world, SubmitCommand command, DecisionContext context)
    {
        if (command.Requester.Refusal is { } refused)
        {
            return Decision.Reject(refused);
        }

        if (command.Policy is not { } current)
        {
            return Decision.Reject(new Finding(Reason.PolicyUnknown, $"No policy named \"{SafeText.Show(command.PolicyName)}\" is published.")
            {
                Member = "policy",
                Value = SafeText.Show(command.PolicyName),
                Fix = "Name one of the policies that GET /policies lists.",
            });
        }

        var judged = context.Judge(command.Requester, command.Ticket);
        var eligible = current.Policy.JudgeEligibility(judged);
        if (!eligible.IsSatisfied)
        {
            return Decision.Reject(NotEligible(current.Policy, eligible));
        }

        var bounds = new Bounds(command.Requester, command.Ticket, context);
        var unbound = new List<Finding>();
        bounds.CheckEligibility(current.Policy, unbound);
        if (unbound.Count > 0)
        {
            return Decision.Reject(Explanation.Of(unbound));
        }

        var ledger = world.Ledger(command.Requester.Subject).At(context.Now);
        var findings = new List<Finding>();
        var scopes = ScopesOf(command, current.Policy, findings);
        CheckDuration(current.Policy, command.Duration, "duration", findings);
        CheckJustification(current.Policy, command.Justification, findings);
        if (CheckStart(current.Policy, command.StartAt, context, findings))
        {
            var begins = command.StartAt ?? context.Now;
            findings.AddRange(current.Policy.JudgeConditions(judged.At(begins)).Findings);
            GuardrailsOf(context).Judge(scopes, judged.At(begins), findings);
            bounds.CheckConditions(current.Policy, scopes, GuardrailsOf(context), begins, findings);
            CheckFreshness(current.Policy, command.Requester, command.Extends?.End.At ?? begins, context, findings);
        }

        if (current.Policy.Stages.IsEmpty && !current.Policy.ApprovesAtOnce)
        {
            findings.Add(NothingApproves(current.Policy));
        }

        CheckApprovers(current.Policy, command, context, findings);
        if (findings.Count > 0)
        {
            return Decision.Reject(Explanation.Of(findings));
        }

        if (RequestLimits.Refuse(ledger, current.Policy, scopes, context) is { } limited)
        {
            return Decision.Reject(limited);
        }

        if (current.Policy.BreakGlass is not null && RefuseToBreakGlass(world, command, context) is { } owing)
        {
            return Decision.Reject(owing);
        }

        var request = NewRequest(command, current, scopes, context);
        var grant = NewGrant(request, command.Extends, current.Policy, command.Requester, [], context);
        if (RequestLimits.RefuseTime(ledger, current.Policy, AsBegun(grant, request, current.Policy, command.Requester, context), context) is { } spent)
        {
            return Decision.Reject(spent);
        }

        var submitted = new RequestSubmitted(request, Deadline.After(context.Now, RequestLimits.Hour), Record(judged, bounds, context));
        if (!current.Policy.ApprovesAtOnce)
        {
            return Decision.Accept(request.Lapses, submitted);
        }

        return Decision.Accept(
            Deadline.Earlier(request.Lapses, grant.End),
            [
                submitted,
                new RequestApproved(request.Subject.Tenant, request.Id, context.Now, Automatically: true),
                Given(grant, current.Policy, []),
                .. current.Policy.BreakGlass is null ? Array.Empty<JitEvent>() : [Broken(grant, command)],
            ]);
    }

    // What an extension is for is what the grant is for.
    private static ImmutableArray<Scope> ScopesOf(SubmitCommand command, JitPolicy policy, List<Finding> findings)
    {
        if (command.Extends is not { } extended)
        {
            return AskedScopes.Choose(policy, command.Permissions, command.Resource, findings);
        }

        CheckCovered(policy, extended.Scopes, "Ask for access anew.", findings);
        CheckTotal(policy, extended, command.Duration, findings);
        return extended.Scopes;
    }

    private static RequestRecord NewRequest(
        SubmitCommand command, CurrentPolicy current, ImmutableArray<Scope> scopes, DecisionContext context)
    {
        var requester = command.Requester;
        var lapses = Deadline.After(context.Now, Duration.Min(current.Policy.PendingFor ?? context.Limits.PendingFor, DurationText.Longest));
        return new RequestRecord
        {
            Id = command.RequestId,
            Subject = requester.Subject,
            ActsFor = requester.ActsFor,
            Name = requester.DisplayName is { } name ? context.Texts.Seal(name) : null,
            Policy = current.Pin,
            Scopes = scopes,
            Duration = command.Duration,
            StartAt = command.StartAt,
            Extends = command.Extends?.Id,
            Justification = command.Justification is { } justification ? context.Texts.Seal(justification) : null,
            JustificationLength = LengthOf(command.Justification),
            Ticket = command.Ticket,
            State = RequestState.Pending,
            CreatedAt = context.Now,

            // What is to begin then, or to go on from there, has to be approved by then.
            Lapses = command.StartAt is { } start ? Deadline.Earlier(lapses, Deadline.From(start))
                : command.Extends is { } extended ? Deadline.Earlier(lapses, extended.End)
                : lapses,
            Presented = [.. requester.Presented.Facts.OrderBy(fact => fact.Name, StringComparer.Ordinal).Select(fact => RecordedFact.Of(fact, requester.Subject, context.Texts))],
            KnownToDirectory = requester.IsKnownToDirectory ? true : null,
            Guards = GuardrailsOf(context).Sets is { IsEmpty: false } sets ? sets : null,
            Votes = [],
            Waiting = StageWait.On(current.Policy.Stages.FirstOrDefault(), context.Now),
            GrantId = command.GrantId,
        };
    }

    // Who may ask is told to those who may: to everybody else the rule says whom to talk into it, or whose account to take.
    private static Explanation NotEligible(JitPolicy policy, ConditionOutcome outcome) => Explanation.Of(
    [
        new Finding(Reason.NotEligible, $"You may not ask under the policy \"{policy.Name}\".")
        {
            Member = "policy",
            Value = policy.Name,
            Fix = "Name one of the policies that GET /policies lists.",
        },
        .. outcome.Findings
            .Select(finding => finding.Reason)
            .Where(reason => reason != Reason.NotEligible)
            .Distinct()
            .Select(reason => new Finding(reason, "Something that whoever asks under the policy has to bring is missing or cannot be told.")
            {
                Member = "policy",
                Value = policy.Name,
            }),
    ]);

    private static Finding NothingApproves(JitPolicy policy) =>
        new(Reason.NothingApproves, $"The policy \"{policy.Name}\" has neither a stage nor an automatic approval, so nothing can approve a request.")
        {
            Member = "policy",
            Value = policy.Name,
        };
}
