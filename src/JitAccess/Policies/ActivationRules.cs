namespace JitAccess;

/// <summary>How policies say when grants begin, and what cannot go with it.</summary>
internal static class ActivationRules
{
    /// <summary>The names in files, in the order of the members.</summary>
    public static readonly string[] Names = ["approval", "first-use", "claim"];

    /// <summary>Checks what a policy says of how its grants begin.</summary>
    public static void Check(PolicyDraft policy, string path, ICollection<Finding> findings)
    {
        if (policy.ClaimFor is { } claimFor)
        {
            PolicyRules.CheckDuration(claimFor, path + ".claimFor", findings);
            if (policy.Activation == JitActivation.Approval)
            {
                PolicyRules.Add(
                    findings,
                    path + ".claimFor",
                    "The policy says how long a grant may lie unclaimed, and none does: each begins with its approval.",
                    PolicyRules.Show(claimFor),
                    "an activation by first use or claim",
                    "Remove it, or say how grants begin.");
            }
        }

        if (policy.Activation == JitActivation.Approval)
        {
            return;
        }

        if (policy.ScheduledUpTo is { } ahead)
        {
            PolicyRules.Add(
                findings, path + ".scheduledUpTo", "A grant begins at a start that was set, or when its holder needs it, and not both.", PolicyRules.Show(ahead), "one of the two", "Remove one of them.");
        }

        if (policy.BreakGlass is not null)
        {
            PolicyRules.Add(
                findings, path + ".activation", "The policy breaks the glass, and its grants lie unclaimed.", NameOf(policy.Activation), "a start at once", "Remove one of them.");
        }
    }

    /// <summary>The name of a member.</summary>
    public static string NameOf(JitActivation activation) => Names[(int)activation];

    /// <summary>The member of a name; <see cref="JitActivation.Approval"/> when nothing was said.</summary>
    public static JitActivation Parse(string? name) => name is null ? JitActivation.Approval : (JitActivation)Math.Max(0, Array.IndexOf(Names, name));
}
