using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

// What several commands check alike.
internal static partial class Decider
{
    private static void CheckDuration(JitPolicy policy, Duration duration, string member, List<Finding> findings)
    {
        if (duration > policy.MaxDuration)
        {
            findings.Add(DurationFinding(Reason.DurationTooLong, duration, "exceeds the policy's maximum", "at most", policy.MaxDuration, policy, member));
        }
        else if (duration < policy.MinDuration)
        {
            findings.Add(DurationFinding(Reason.DurationTooShort, duration, "is below the policy's minimum", "at least", policy.MinDuration, policy, member));
        }
    }

    private static Finding DurationFinding(
        Reason reason, Duration duration, string how, string ask, Duration limit, JitPolicy policy, string member) =>
        new(reason, $"duration {DurationText.Format(duration)} {how} {DurationText.Format(limit)} (policy \"{policy.Name}\")")
        {
            Member = member,
            Value = DurationText.Format(duration),
            Limit = DurationText.Format(limit),
            Fix = $"Ask for {ask} {DurationText.Format(limit)}.",
        };

    private static int LengthOf(string? justification) =>
        justification is null ? 0 : new System.Globalization.StringInfo(justification.Trim()).LengthInTextElements;

    private static void CheckJustification(JitPolicy policy, string? justification, List<Finding> findings) => CheckJustification(
        policy, justification is not null, LengthOf(justification),
        $"Say in at least {Number(policy.JustificationMinLength)} characters why you need it.", findings);

    // The text itself lies beside the record and may have been erased: what it was measured at counts.
    private static void CheckJustification(JitPolicy policy, RequestRecord request, List<Finding> findings) => CheckJustification(
        policy, request.Justification is not null, request.JustificationLength,
        $"Let the requester ask again, and say in at least {Number(policy.JustificationMinLength)} characters why it is needed.", findings);

    private static void CheckJustification(JitPolicy policy, bool isGiven, int length, string fix, List<Finding> findings)
    {
        if (length >= policy.JustificationMinLength)
        {
            return;
        }

        findings.Add(new Finding(
            isGiven ? Reason.JustificationTooShort : Reason.JustificationMissing,
            $"justification has {Number(length)} characters, fewer than the policy's minimum {Number(policy.JustificationMinLength)} (policy \"{policy.Name}\")")
        {
            Member = "justification",
            Value = Number(length),
            Limit = Number(policy.JustificationMinLength),
            Fix = fix,
        });
    }

    // Rule 4: without a directory that knows the subject, claims stand for a while and no longer.
    private static void CheckFreshness(JitPolicy policy, Party requester, Instant moment, DecisionContext context, List<Finding> findings)
    {
        if (FactsGoodUntil(policy, requester, context) is { } until && until.HasPassed(moment))
        {
            findings.Add(new Finding(
                Reason.FactsStale, $"What the requester's session presented was good until {until}, and no directory knows the requester.")
            {
                Limit = until.ToString(),
                Fix = "Withdraw the request and ask again with a fresh session.",
            });
        }
    }

    private static Deadline? FactsGoodUntil(JitPolicy policy, Party requester, DecisionContext context)
    {
        if (requester.IsKnownToDirectory)
        {
            return null;
        }

        var goodFor = policy.ClaimsGoodFor is { } shorter ? Duration.Min(shorter, context.Limits.ClaimsGoodFor) : context.Limits.ClaimsGoodFor;
        return PresentedFacts.GoodUntil(requester.Presented, goodFor);
    }

    // What must hold at the moment of activation, besides eligibility: the conditions, and what is granted.
    private static void CheckActivation(JitPolicy policy, RequestRecord request, ConditionContext judged, Bounds bounds, DecisionContext context, List<Finding> findings)
    {
        findings.AddRange(policy.JudgeConditions(judged).Findings);
        GuardrailsOf(context).Judge(request.Scopes, judged, findings);
        bounds.CheckConditions(policy, request.Scopes, GuardrailsOf(context), judged.Now, findings);

        // The current policy may have become narrower than what was asked; scopes outside are refused, never silently dropped.
        CheckCovered(policy, request.Scopes, "Approve a narrower scope, or let the requester ask again.", findings);
        CheckDuration(policy, request.Duration, "duration", findings);
        CheckJustification(policy, request, findings);
    }

    private static Guardrails GuardrailsOf(DecisionContext context) =>
        context.Guardrails ?? throw new InvalidOperationException("Access is decided on, and nobody looked for the guardrails.");

    private static void CheckCovered(JitPolicy policy, ImmutableArray<Scope> scopes, string fix, List<Finding> findings) => findings.AddRange(scopes
        .Where(scope => !policy.Scopes.Any(offered => offered.Covers(scope)))
        .Select(scope => new Finding(Reason.ResourceNotCovered, $"The policy \"{policy.Name}\" no longer covers {scope}.")
        {
            Member = "scopes",
            Value = scope.ToString(),
            Fix = fix,
        }));

    private static Deadline EndOf(RequestRecord request, GrantRecord? extended, JitPolicy policy, Party requester, DecisionContext context)
    {
        var end = Deadline.After(extended?.End.At ?? request.StartAt ?? context.Now, request.Duration);
        return FactsGoodUntil(policy, requester, context) is { } until ? Deadline.Earlier(end, until) : end;
    }

    private static GrantRecord NewGrant(
        RequestRecord request, GrantRecord? extended, JitPolicy policy, Party requester, ImmutableArray<Subject> approvedBy, DecisionContext context) => WithWarning(
        new GrantRecord
        {
            Id = request.GrantId,
            RequestId = request.Id,
            Subject = request.Subject,
            ActsFor = request.ActsFor,
            Name = request.Name,
            Policy = request.Policy,
            Scopes = request.Scopes,
            State = StateOf(request, policy),
            Start = request.StartAt ?? context.Now,
            ApprovedAt = StateOf(request, policy) == GrantState.Active ? null : context.Now,
            End = StateOf(request, policy) == GrantState.Claimable ? ClaimBy(policy, requester, context) : EndOf(request, extended, policy, requester, context),
            AtFirstUse = StateOf(request, policy) == GrantState.Claimable && policy.Activation == JitActivation.FirstUse ? true : null,
            Extends = extended?.Id,
            LineageStart = extended?.Lineage,
            UsesLeft = policy.Uses,
            RecordsUse = policy.RecordsUse,
            BreaksGlass = policy.BreakGlass is null ? null : true,
            ApprovedBy = approvedBy,
        },
        policy);
}
