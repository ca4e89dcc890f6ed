using NodaTime;

namespace JitAccess;

/// <summary>What a policy must be that breaks the glass: short, fresh, reasoned, reviewed, and for somebody.</summary>
internal static class BreakGlassRules
{
    /// <summary>Checks what breaking the glass takes and owes, and what cannot go with it.</summary>
    public static void Check(PolicyDraft policy, BreakGlassDraft glass, string path, ICollection<Finding> findings)
    {
        var at = path + ".breakGlass";
        CheckReviewers(glass, at, findings);
        if (glass.SignedInWithin is { } age)
        {
            PolicyRules.CheckDuration(age, at + ".signedInWithin", findings);
            CheckLimit(age, BreakGlassRule.OldestSignIn, at + ".signedInWithin", "The sign-in may be {0} old, more than {1}.", findings);
        }

        CheckLimit(policy.MaxDuration ?? Duration.Zero, BreakGlassRule.Longest, path + ".maxDuration", "The glass is broken for {0}, more than {1}.", findings);
        if (policy.JustificationMinLength < 1)
        {
            PolicyRules.Add(findings, path + ".justification", "Whoever breaks the glass says why.", "0", "1 to 1000 characters", "Demand a justification.");
        }

        if (policy.Eligible is { NamesWho: false } eligible)
        {
            const string Limit = "a role, an attribute or a subject that everyone eligible has";
            findings.Add(new Finding(Reason.AutoApprovalTooBroad, $"Nobody approves, and the policy does not say who: it is open to {eligible}. It needs {Limit}.")
            {
                Member = path + ".eligible",
                Limit = Limit,
                Fix = "Narrow it, or let a stage approve.",
            });
        }

        CheckAlone(policy, path, findings);
    }

    private static void CheckReviewers(BreakGlassDraft glass, string at, ICollection<Finding> findings)
    {
        if (glass.Reviewers is { } reviewers)
        {
            PolicyRules.CheckCondition(reviewers, at + ".reviewers", findings);
            RelationCondition.RefuseIn(reviewers, at + ".reviewers", findings);
            return;
        }

        findings.Add(new Finding(Reason.MemberMissing, "The policy does not say who reviews what was done behind the glass, so nobody could.")
        {
            Member = at + ".reviewers",
            Limit = "a condition",
            Fix = "Say who may review, such as {\"role\": \"security\"}.",
        });
    }

    // An emergency waits for no stage and for no date.
    private static void CheckAlone(PolicyDraft policy, string path, ICollection<Finding> findings)
    {
        const string Limit = "no approval beside it";
        if (!policy.Stages.IsEmpty)
        {
            PolicyRules.Add(findings, path + ".stages", "The policy breaks the glass and has stages.", null, Limit, "Remove one of them.");
        }

        if (policy.AutoApproved)
        {
            PolicyRules.Add(findings, path + ".autoApproved", "The policy breaks the glass and is approved automatically.", "true", Limit, "Remove one of them.");
        }

        if (policy.ScheduledUpTo is { } ahead)
        {
            PolicyRules.Add(
                findings, path + ".scheduledUpTo", "The policy breaks the glass and lets a start be set.", PolicyRules.Show(ahead), "a start at once", "Remove one of them.");
        }

        if (policy.Extension is { AutoApproved: true })
        {
            PolicyRules.Add(
                findings, path + ".extension.autoApproved", "What begins behind the glass goes on by itself.", "true", "an extension by stages", "Let a stage approve it.");
        }
    }

    private static void CheckLimit(Duration value, Duration limit, string path, string message, ICollection<Finding> findings)
    {
        if (value > limit)
        {
            var (shown, most) = (PolicyRules.Show(value), PolicyRules.Show(limit));
            PolicyRules.Add(findings, path, string.Format(System.Globalization.CultureInfo.InvariantCulture, message, shown, most), shown, most, "Shorten it.");
        }
    }
}
