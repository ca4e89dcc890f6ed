using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace JitAccess;

/// <summary>What a policy must be, wherever it comes from. Every check reports; none stops the others.</summary>
internal static class PolicyRules
{
    public const int MaxPolicies = 500;
    public const int MaxConditions = 100;
    public const int MaxConditionDepth = 10;
    public const int MaxStages = 20;
    public const int MaxUses = 1000;
    public const int MaxJustification = 1000;

    private static readonly Duration Shortest = Duration.FromSeconds(1);

    /// <summary>Checks one policy, but for its scopes, which <see cref="PolicyScopes"/> has judged.</summary>
    public static void Check(PolicyDraft policy, string path, ICollection<Finding> findings)
    {
        CheckName(policy.Name, path + ".name", findings);
        CheckConditions(policy, path, findings);
        CheckDurations(policy, path, findings);
        CheckRange(policy.Uses, 1, MaxUses, path + ".uses", "uses", findings);
        CheckRange(policy.JustificationMinLength, 0, MaxJustification, path + ".justification.minLength", "characters", findings);
        policy.Ticket?.Check(path + ".ticket", findings);

        if (policy.BreakGlass is { } glass)
        {
            BreakGlassRules.Check(policy, glass, path, findings);
        }
        else
        {
            CheckApproval(policy, policy.Stages, policy.AutoApproved, (path, path), findings);
        }

        CheckExtension(policy, path, findings);
        ActivationRules.Check(policy, path, findings);
        CheckAllowance(policy, path + ".allowance", findings);
    }

    /// <summary>Checks a set: its name, its version, and the names of its policies and guardrails.</summary>
    public static void CheckSet(
        string? name, int version, IReadOnlyList<string?> policies, IReadOnlyList<string?> guardrails, string path, ICollection<Finding> findings)
    {
        CheckName(name, path + ".set", findings);
        CheckRange(version, 1, int.MaxValue, path + ".version", "as a version", findings);
        CheckRange(policies.Count, guardrails.Count == 0 ? 1 : 0, MaxPolicies, path + ".policies", "policies", findings);
        CheckDistinct(policies, path + ".policies", "policy", findings);
        CheckRange(guardrails.Count, 0, GuardrailRules.Max, path + ".guardrails", "guardrails", findings);
        CheckDistinct(guardrails, path + ".guardrails", "guardrail", findings);
    }

    /// <summary>Checks a name.</summary>
    public static void CheckName(string? name, string path, ICollection<Finding> findings)
    {
        if (!NameText.IsCanonical(name))
        {
            var shown = SafeText.Show(name ?? "");
            Add(findings, path, $"The name \"{shown}\" needs {NameText.Expected}.", shown, NameText.Expected, "Choose such a name.");
        }
    }

    /// <summary>Checks a duration: positive, whole seconds, not longer than can be written.</summary>
    public static void CheckDuration(Duration duration, string path, ICollection<Finding> findings)
    {
        if (duration < Shortest || duration > DurationText.Longest || duration != Duration.FromSeconds(Math.Floor(duration.TotalSeconds)))
        {
            var shown = Show(duration);
            findings.Add(new Finding(Reason.DurationInvalid, $"The duration {shown} is not {DurationText.Expected}.")
            {
                Member = path,
                Value = shown,
                Limit = DurationText.Expected,
                Fix = "Name a positive duration; none means forever.",
            });
        }
    }

    private static void CheckConditions(PolicyDraft policy, string path, ICollection<Finding> findings)
    {
        if (policy.Eligible is null)
        {
            findings.Add(new Finding(Reason.MemberMissing, "The policy does not say who is eligible, so nobody would be.")
            {
                Member = path + ".eligible",
                Limit = "a condition",
                Fix = "Say who may ask, such as {\"role\": \"support\"}.",
            });
        }
        else
        {
            CheckCondition(policy.Eligible, path + ".eligible", findings);
            RelationCondition.RefuseIn(policy.Eligible, path + ".eligible", findings);
        }

        CheckRange(policy.Conditions.Length, 0, MaxConditions, path + ".when", "conditions", findings);
        for (var index = 0; index < policy.Conditions.Length; index++)
        {
            CheckCondition(policy.Conditions[index], StrictJson.Under(path + ".when", index), findings);
            RelationCondition.RefuseIn(policy.Conditions[index], StrictJson.Under(path + ".when", index), findings);
        }
    }

    /// <summary>Checks a condition and all that it combines.</summary>
    public static void CheckCondition(Condition condition, string path, ICollection<Finding> findings, int depth = 1)
    {
        if (depth > MaxConditionDepth)
        {
            findings.Add(new Finding(Reason.TooDeep, $"Conditions nest deeper than {MaxConditionDepth} levels.")
            {
                Member = path,
                Limit = $"{MaxConditionDepth} levels",
                Fix = "Flatten the conditions.",
            });
            return;
        }

        var member = $"{path}.{condition.Kind}";
        condition.Check(member, findings);
        for (var index = 0; index < condition.Children.Length; index++)
        {
            CheckCondition(condition.Children[index], condition is NotCondition ? member : StrictJson.Under(member, index), findings, depth + 1);
        }
    }

    private static void CheckDurations(PolicyDraft policy, string path, ICollection<Finding> findings)
    {
        if (policy.MaxDuration is { } longest)
        {
            CheckDuration(longest, path + ".maxDuration", findings);
        }
        else
        {
            findings.Add(new Finding(Reason.MemberMissing, "The policy does not say how long at most; nothing lasts forever.")
            {
                Member = path + ".maxDuration",
                Limit = DurationText.Expected,
                Fix = "Name the longest duration, such as PT1H.",
            });
        }

        if (policy.MinDuration is { } shortest)
        {
            CheckDuration(shortest, path + ".minDuration", findings);
            if (shortest > policy.MaxDuration)
            {
                var (shown, limit) = (Show(shortest), Show(policy.MaxDuration.Value));
                var message = $"The shortest duration {shown} exceeds the longest {limit}.";
                Add(findings, path + ".minDuration", message, shown, limit, "Lower it, or raise the longest.");
            }
        }

        if (policy.ClaimsGoodFor is { } claims)
        {
            CheckDuration(claims, path + ".claimsGoodFor", findings);
        }

        if (policy.PendingFor is { } pending)
        {
            CheckDuration(pending, path + ".pendingFor", findings);
        }

        if (policy.ScheduledUpTo is { } ahead)
        {
            CheckDuration(ahead, path + ".scheduledUpTo", findings);
        }

        if (policy.WarnBefore is { } warning)
        {
            CheckDuration(warning, path + ".warnBefore", findings);
            if (warning >= policy.MaxDuration)
            {
                var (shown, limit) = (Show(warning), Show(policy.MaxDuration.Value));
                Add(findings, path + ".warnBefore", $"{shown} before the end, no grant of at most {limit} has begun.", shown, $"less than {limit}", "Shorten it.");
            }
        }
    }

    private static void CheckExtension(PolicyDraft policy, string path, ICollection<Finding> findings)
    {
        if (policy.Extension is not { } extension)
        {
            return;
        }

        var at = path + ".extension";
        CheckApproval(policy, extension.Stages, extension.AutoApproved, (at, path), findings);
        if (policy.Uses is { } uses)
        {
            var shown = uses.ToString(CultureInfo.InvariantCulture);
            Add(findings, at, "A grant whose uses are counted cannot be extended.", shown, "any number of uses", "Leave out the extension, or the uses.");
        }

        if (extension.UpTo is not { } longest)
        {
            findings.Add(new Finding(Reason.MemberMissing, "The extension does not say to how long in all; nothing lasts forever.")
            {
                Member = at + ".upTo",
                Limit = DurationText.Expected,
                Fix = "Name how long a grant and its extensions may last in all, such as PT2H.",
            });
            return;
        }

        CheckDuration(longest, at + ".upTo", findings);
        if (longest <= policy.MaxDuration)
        {
            var (shown, limit) = (Show(longest), Show(policy.MaxDuration.Value));
            Add(findings, at + ".upTo", $"{shown} in all is not more than the longest duration {limit}.", shown, limit, "Raise it, or leave out the extension.");
        }
    }

    private static void CheckAllowance(PolicyDraft policy, string at, ICollection<Finding> findings)
    {
        if (policy.Allowance is not { } allowance)
        {
            return;
        }

        if (allowance.Total is not { } total || allowance.Within is not { } within)
        {
            findings.Add(new Finding(Reason.MemberMissing, "The allowance says how much time within how long.")
            {
                Member = at + (allowance.Total is null ? ".total" : ".within"),
                Limit = DurationText.Expected,
                Fix = "Name both, such as PT8H within PT168H.",
            });
            return;
        }

        CheckDuration(total, at + ".total", findings);
        CheckDuration(within, at + ".within", findings);
        var longest = policy.Extension?.UpTo ?? policy.MaxDuration ?? Duration.Zero;
        if (total < longest)
        {
            Add(findings, at + ".total", $"{Show(total)} in all is less than one grant may last, {Show(longest)}.", Show(total), $"at least {Show(longest)}", "Raise it, or shorten the grants.");
        }

        if (within > AllowanceRule.LongestWindow || within <= total)
        {
            var limit = $"more than {Show(total)}, at most {Show(AllowanceRule.LongestWindow)}";
            Add(findings, at + ".within", $"The window {Show(within)} is not {limit}.", Show(within), limit, $"Name {limit}.");
        }
    }

    private static void CheckApproval(
        PolicyDraft policy, ImmutableArray<StageDraft> stages, bool isAutomatic, (string Rule, string Policy) path, ICollection<Finding> findings)
    {
        StageRules.Check(stages, policy.PendingFor, path.Rule, findings);
        if (!isAutomatic)
        {
            if (stages.IsEmpty)
            {
                findings.Add(new Finding(
                    Reason.NothingApproves, "The policy has neither a stage nor an automatic approval, so nothing would approve.")
                {
                    Member = path.Rule + ".stages",
                    Limit = "at least one stage, or an automatic approval",
                    Fix = "Add a stage that says who approves.",
                });
            }

            return;
        }

        if (!stages.IsEmpty)
        {
            const string Message = "The policy is approved automatically and by stages.";
            Add(findings, path.Rule + ".autoApproved", Message, "true", "one of the two", "Remove one of them.");
        }

        CheckAutoApproval(policy, path.Policy, findings);
    }

    // An automatic approval says who, what and where (pitfall P14). The root alone is a place; "*" is every place.
    private static void CheckAutoApproval(PolicyDraft policy, string path, ICollection<Finding> findings)
    {
        if (policy.Eligible is { NamesWho: false } eligible)
        {
            const string Limit = "a role, an attribute or a subject that everyone eligible has";
            TooBroad(path + ".eligible", $"does not say who: it is open to {eligible}", Limit);
        }

        if (policy.Scopes.Any(scope => string.Equals(scope.Resource.Path, "*", StringComparison.Ordinal)))
        {
            TooBroad(path + ".on", "does not say where: it covers every resource", "resources other than *");
        }

        void TooBroad(string member, string what, string limit) => findings.Add(
            new Finding(Reason.AutoApprovalTooBroad, $"The automatic approval {what}. It needs {limit}.")
            {
                Member = member,
                Limit = limit,
                Fix = "Narrow it, or let a stage approve.",
            });
    }

    /// <summary>Checks that names are told apart.</summary>
    public static void CheckDistinct(IReadOnlyList<string?> names, string path, string what, ICollection<Finding> findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < names.Count; index++)
        {
            if (names[index] is { } name && !seen.Add(name))
            {
                var shown = SafeText.Show(name);
                var at = StrictJson.Under(path, index) + ".name";
                Add(findings, at, $"Another {what} is named \"{shown}\".", shown, "distinct names", "Rename one of them.");
            }
        }
    }

    /// <summary>Checks a number.</summary>
    public static void CheckRange(int? value, int least, int most, string path, string what, ICollection<Finding> findings)
    {
        if (value < least || value > most)
        {
            var shown = value.Value.ToString(CultureInfo.InvariantCulture);
            var limit = most == int.MaxValue
                ? string.Create(CultureInfo.InvariantCulture, $"{least} or more")
                : string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
            Add(findings, path, $"{shown} {what} is outside {limit}.", shown, limit, $"Name {limit}.");
        }
    }

    /// <summary>Shows a duration, whatever it is.</summary>
    public static string Show(Duration duration) =>
        duration >= Shortest && duration <= DurationText.Longest
            ? DurationText.Format(duration)
            : duration.ToString("-H:mm:ss.FFFFFFFFF", CultureInfo.InvariantCulture);

    /// <summary>Adds a finding of what a policy must not be.</summary>
    public static void Add(ICollection<Finding> findings, string path, string message, string? value, string limit, string fix) =>
        findings.Add(new Finding(Reason.PolicyInvalid, message) { Member = path, Value = value, Limit = limit, Fix = fix });
}
