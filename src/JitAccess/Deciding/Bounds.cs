using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace JitAccess;

/// <summary>Those by whom somebody is bound: whatever one of them may not have, whoever acts for them may not have either.</summary>
/// <remarks>
/// <para>Each is judged by what directory and sources say of them, and by the session and the device of whoever is there. Nothing that the session
/// presented speaks for them. Of one decision, so not thread-safe.</para>
/// <para>INVARIANT: findings about them name neither them nor what is known of them; who acts for somebody need not know it.</para>
/// </remarks>
internal sealed class Bounds
{
    private readonly ImmutableArray<(string Who, string Place, Party Party, ConditionContext Judged)> _all;

    /// <summary>Opens the contexts in which they are judged.</summary>
    /// <param name="party">Whoever acts for them.</param>
    /// <param name="ticket">The ticket of the request.</param>
    /// <param name="context">What judges them.</param>
    public Bounds(Party party, string? ticket, DecisionContext context)
    {
        var others = party.ActsFor;
        _all =
        [
            .. from subject in Among(party.Subject, others).Distinct()
               let principal = party.Principals.FirstOrDefault(known => known.Subject.Equals(subject)) ?? Unknown(subject)
               let number = others.IndexOf(subject) + 1
               select (
                   $"number {Text(number)} of those for whom the request is made",
                   $"{Text(number)} of {Text(others.Length)}",
                   principal,
                   context.Judge(principal with { Facts = principal.Facts.InPresenceOf(party.Facts) }, ticket)),
        ];
    }

    /// <summary>What was looked at about them, with whom it is about.</summary>
    public IEnumerable<(Fact Fact, Subject About)> LookedAt => _all.SelectMany(item => item.Judged.LookedAt
        .Where(fact => !FactOrigins.IsOfWhoIsThere(fact.Name)).Select(fact => (fact, item.Party.Subject)));

    /// <summary>
    /// Picks those of a chain by whom a subject is bound: all of them, but for the workloads in the chain of a human. Those are the tools that the human
    /// works through (RFC 8693, section 4.1), and what is asked for is the human's own.
    /// </summary>
    public static IEnumerable<Subject> Among(Subject subject, ImmutableArray<Subject> actsFor) => actsFor
        .Take(Caller.MaxActsFor)
        .Where(other => !other.Equals(subject) && (subject.Kind == SubjectKind.Workload || other.Kind == SubjectKind.Human));

    /// <summary>Says that a chain is longer than it may be.</summary>
    public static Finding TooMany(int length) => new(Reason.ChainTooLong, $"The caller acts for {Text(length)} subjects, and may for {Text(Caller.MaxActsFor)} at most.")
    {
        Value = Text(length),
        Limit = Text(Caller.MaxActsFor),
        Fix = "Sign in with a shorter chain of those it acts for.",
    };

    /// <summary>Whether all of them satisfy a condition.</summary>
    public bool Satisfy(Condition condition) => _all.All(item => item.Party.Refusal is null && condition.Evaluate(item.Judged).IsSatisfied);

    /// <summary>Adds who of them may not ask under a policy.</summary>
    public void CheckEligibility(JitPolicy policy, List<Finding> findings)
    {
        foreach (var (who, place, party, judged) in _all)
        {
            var outcome = policy.JudgeEligibility(judged);
            if (party.Refusal is not null || !outcome.IsSatisfied)
            {
                findings.Add(NotEligible(who, place, policy));
                findings.AddRange(Behind(who, place, [.. party.Refusal is { } refusal ? [refusal] : Array.Empty<Finding>(), .. outcome.Findings]));
            }
        }
    }

    /// <summary>Adds which conditions do not hold of them at a moment, and which guardrails deny them.</summary>
    public void CheckConditions(JitPolicy policy, ImmutableArray<Scope> scopes, Guardrails guardrails, Instant moment, List<Finding> findings)
    {
        foreach (var (who, place, _, judged) in _all)
        {
            var own = new List<Finding>(policy.JudgeConditions(judged.At(moment)).Findings);
            guardrails.Judge(scopes, judged.At(moment), own);
            findings.AddRange(own.Where(finding => finding.Reason == Reason.GuardrailDenies));
            findings.AddRange(Behind(who, place, own, keepsNotEligible: true));
        }
    }

    /// <summary>What cannot be told of them now, and may be a moment later.</summary>
    public IEnumerable<Finding> Untold(JitPolicy policy, ImmutableArray<Scope> scopes, Guardrails guardrails) => _all.SelectMany(item => Behind(
        item.Who,
        item.Place,
        [
            .. HasDirectoryFailed(item.Judged) ? [new Finding(Reason.FactSourceFailed, "The directory failed.")] : Array.Empty<Finding>(),
            .. new[] { policy.JudgeEligibility(item.Judged), policy.JudgeConditions(item.Judged) }.Where(outcome => outcome.MayChange).SelectMany(outcome => outcome.Findings),
            .. guardrails.Untold(scopes, item.Judged),
        ],
        keepsNotEligible: true));

    /// <summary>Adds what they are known to have lost: a directory or a source that fails takes nothing away.</summary>
    public void CheckLost(JitPolicy policy, ImmutableArray<Scope> scopes, Guardrails guardrails, List<Finding> lost)
    {
        foreach (var (who, place, party, judged) in _all.Where(item => !HasDirectoryFailed(item.Judged)))
        {
            var outcome = policy.JudgeEligibility(judged);
            if (party.Refusal is { } refused)
            {
                lost.AddRange([NotEligible(who, place, policy), .. Behind(who, place, [refused])]);
            }
            else if (!outcome.IsSatisfied && !outcome.MayChange)
            {
                lost.Add(NotEligible(who, place, policy));
            }

            guardrails.JudgeWhatCanBeTold(scopes, judged, lost);
        }
    }

    private static bool HasDirectoryFailed(ConditionContext judged) => judged.Facts.FailedSources.Contains(FactOrigins.Directory, StringComparer.Ordinal);

    private static Party Unknown(Subject subject) => new(subject) { Facts = FactSet.Empty.WithFailure(FactOrigins.Directory) };

    private static Finding NotEligible(string who, string place, JitPolicy policy) => new(
        Reason.PrincipalNotEligible, $"The policy \"{policy.Name}\" does not let {who} have this, so whoever acts for them may not have it either.")
    {
        Member = "actsFor",
        Value = place,
        Limit = policy.Name,
        Fix = "Act for somebody who may, or let whoever runs the directory see to it that they may.",
    };

    // Which reasons, and nothing of what is known of them.
    private static IEnumerable<Finding> Behind(string who, string place, IEnumerable<Finding> findings, bool keepsNotEligible = false) => findings
        .Select(finding => finding.Reason)
        .Where(reason => reason != Reason.GuardrailDenies && (keepsNotEligible || reason != Reason.NotEligible))
        .Distinct()
        .Select(reason => new Finding(reason, $"Something that is demanded of {who} does not hold or cannot be told.") { Member = "actsFor", Value = place });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
