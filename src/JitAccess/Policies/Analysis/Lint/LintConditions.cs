using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Finds conditions that never hold, leave nobody out, or name people by what identifies them elsewhere.</summary>
internal static class LintConditions
{
    public static IEnumerable<PolicyLintFinding> Check(LintedPolicy linted, Instant now)
    {
        foreach (var finding in CheckAsking(linted, now))
        {
            yield return finding;
        }

        foreach (var (path, condition) in PolicyConditions.Of(linted.Policy, linted.Path))
        {
            if (LeavesNobodyOut(condition))
            {
                yield return linted.Find(
                    PolicyLintRules.IdleCondition,
                    PolicyLintSeverity.Advice,
                    path,
                    $"This leaves nobody out whose facts are known: {condition}.",
                    "Leave it out, or say what it should demand.");
            }

            if (TextsOf(condition).Any(LooksLikeAnAddress))
            {
                yield return linted.Find(
                    PolicyLintRules.PersonalData,
                    PolicyLintSeverity.Advice,
                    path,
                    "A value looks like somebody's address. What is published stays in the journal, and cannot be erased there.",
                    "Name people by ids that say nothing about them, or by a role.");
            }
        }
    }

    private static IEnumerable<PolicyLintFinding> CheckAsking(LintedPolicy linted, Instant now)
    {
        var policy = linted.Policy;
        var found = false;
        foreach (var (path, condition) in policy.Conditions
            .Select((condition, index) => (StrictJson.Under(".when", index), condition))
            .Prepend((".eligible", policy.Eligible)))
        {
            if (ConditionLogic.NeverHolds(condition, now))
            {
                found = true;
                yield return NeverAsked(linted, path, $"Nobody can ever ask: this never holds: {condition}.");
                continue;
            }

            foreach (var dead in DeadBranches(condition, linted.Path + path, now))
            {
                yield return linted.Find(
                    PolicyLintRules.DeadCondition, PolicyLintSeverity.Warning, dead.Path, $"This part never holds: {dead.Condition}.", "Correct it, or leave it out.");
            }
        }

        if (!found && new ConditionLogic().NeverHolds(Together(policy), now))
        {
            yield return NeverAsked(linted, "", "Nobody can ever ask: eligible, when and ticket contradict each other.");
        }
    }

    private static PolicyLintFinding NeverAsked(LintedPolicy linted, string path, string message) => linted.Find(
        PolicyLintRules.NeverAsked, PolicyLintSeverity.Error, path, message, "Correct the condition, or remove the policy.");

    /// <summary>Returns the alternatives within a condition that never hold.</summary>
    public static IEnumerable<(string Path, Condition Condition)> DeadBranches(Condition condition, string path, Instant now)
    {
        if (condition is not (AllCondition or AnyCondition))
        {
            yield break; // what is negated and never holds is no mistake that can be seen
        }

        for (var index = 0; index < condition.Children.Length; index++)
        {
            var (child, at) = (condition.Children[index], StrictJson.Under($"{path}.{condition.Kind}", index));
            if (condition is AnyCondition && ConditionLogic.NeverHolds(child, now))
            {
                yield return (at, child);
                continue;
            }

            foreach (var dead in DeadBranches(child, at, now))
            {
                yield return dead;
            }
        }
    }

    // With a start that was set, eligibility and conditions are judged at two moments.
    private static ConditionForm Together(JitPolicy policy)
    {
        var all = policy.Conditions.Prepend(policy.Eligible).ToList();
        var form = ConditionForm.All(policy.Ticket is { } ticket ? all.Append(ticket) : all);
        return policy.ScheduledUpTo is null ? form : form.Timeless();
    }

    private static bool LeavesNobodyOut(Condition condition) => condition switch
    {
        NetworkCondition network => network.Networks.Any(item => item.PrefixLength == 0),
        RiskCondition risk => risk.AtMost >= 100,
        _ => false,
    };

    private static ImmutableArray<string> TextsOf(Condition condition) => condition switch
    {
        SubjectCondition subject => [subject.Named.Id],
        ValuesCondition { Values.IsDefault: false } values => values.Values,
        _ => [],
    };

    private static bool LooksLikeAnAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && text.IndexOf('.', at) is var dot && dot > at + 1 && dot < text.Length - 1;
    }
}
