using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Runs tables of expected decisions: the decider that decides in earnest decides each row, as if nobody had asked before.</summary>
/// <remarks>Pure. Thread-safe.</remarks>
public static class PolicyTest
{
    /// <summary>Runs a table.</summary>
    /// <param name="sets">The policy sets.</param>
    /// <param name="table">The table.</param>
    /// <param name="conditions">The conditions of the application's own that the policies name; none when left out.</param>
    /// <param name="limits">What the application says where a policy does not; the defaults when left out.</param>
    /// <returns>What became of every row, in the order of the table.</returns>
    public static ImmutableArray<PolicyTestResult> Run(
        IEnumerable<JitPolicySet> sets, PolicyTestTable table, IEnumerable<ICondition>? conditions = null, JitLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentNullException.ThrowIfNull(table);
        var policies = new Dictionary<string, CurrentPolicy>(StringComparer.Ordinal);
        ImmutableArray<JitPolicySet> all = [.. sets];
        foreach (var (set, policy) in all.SelectMany(set => set.Policies.Select(policy => (set, policy))))
        {
            policies.TryAdd(policy.Name, new CurrentPolicy(policy, new PolicyPin(policy.Name, set.Name, set.Version, set.Hash)));
        }

        var registry = new ConditionRegistry(conditions ?? []);
        var world = new Tried(policies, registry, limits ?? new JitLimits(), new Guardrails([.. all.SelectMany(set => set.Guardrails)], []));
        return [.. table.Cases.Select(row => Run(row, table, world))];
    }

    private static PolicyTestResult Run(PolicyTestCase row, PolicyTestTable table, Tried world)
    {
        var now = row.Now ?? table.Now;
        var people = table.People.DistinctBy(person => person.Name, StringComparer.Ordinal).ToDictionary(person => person.Name, StringComparer.Ordinal);
        if (!people.TryGetValue(row.Who, out var who))
        {
            return new PolicyTestResult(row, PolicyOutcome.Refused, [$"The table has nobody named \"{SafeText.Show(row.Who)}\"."]);
        }

        var malformed = new List<Finding>();
        AskText.Check(row.Ask, malformed);
        if (malformed.Count > 0)
        {
            return Judge(row, PolicyOutcome.Refused, Explanation.Of(malformed), ImmutableDictionary<string, ImmutableArray<string>>.Empty);
        }

        var policy = world.Policies.GetValueOrDefault(row.Ask.Policy);
        var tried = TriedSubmission.Of(CommandOf(row, who, policy, people, now), now, world.Limits, world.Conditions, world.Guardrails);
        var stages = tried.Outcome == PolicyOutcome.Pending ? policy!.Policy.Stages : [];
        var approvers = stages.ToImmutableDictionary(
            stage => stage.Name,
            stage => people.Values
                .Where(person => tried.MayDecide(PartyOf(person, people, now), stage))
                .Select(person => person.Name)
                .Order(StringComparer.Ordinal)
                .ToImmutableArray(),
            StringComparer.Ordinal);
        return Judge(row, tried.Outcome, tried.Decision.Rejection, approvers);
    }

    private static SubmitCommand CommandOf(
        PolicyTestCase row, PolicyTestPerson who, CurrentPolicy? policy, Dictionary<string, PolicyTestPerson> people, Instant now) => new()
        {
            Requester = PartyOf(who with { Facts = who.Facts.SetItems(row.Facts) }, people, now),
            Policy = policy,
            PolicyName = row.Ask.Policy,
            Permissions = row.Ask.Permissions,
            Resource = row.Ask.Resource,
            Duration = row.Ask.Duration,
            StartAt = row.Ask.StartAt?.CeilToMillisecond(),
            Justification = row.Ask.Justification,
            Ticket = row.Ask.Ticket,
            RequestId = "request",
            GrantId = "grant",
        };

    private static Party PartyOf(PolicyTestPerson person, Dictionary<string, PolicyTestPerson> people, Instant now)
    {
        var facts = person.Facts.Select(fact => new Fact(fact.Key, fact.Value, "table", now));
        var entry = new DirectoryEntry(person.Subject) { Roles = person.Roles, Attributes = person.Attributes };
        return new Party(person.Subject)
        {
            ActsFor = [.. person.ActsFor.Where(people.ContainsKey).Select(name => people[name].Subject)],
            Principals = [.. person.ActsFor.Where(people.ContainsKey).Select(name => PartyOf(people[name] with { ActsFor = [] }, people, now))],
            Facts = DirectoryFacts.Apply(FactSet.Empty, entry, failed: false, now).With(facts),
            IsKnownToDirectory = true,
        };
    }

    private static PolicyTestResult Judge(
        PolicyTestCase row, PolicyOutcome outcome, Explanation? refusal, ImmutableDictionary<string, ImmutableArray<string>> approvers)
    {
        var problems = new List<string>();
        if (outcome != row.Expected.Outcome)
        {
            problems.Add($"Expected {NameOf(row.Expected.Outcome)}, and it is {NameOf(outcome)}{(refusal is null ? "." : $": {refusal}")}");
        }
        else
        {
            var reasons = refusal?.Findings.Select(finding => finding.Reason.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() ?? [];
            var expected = row.Expected.Reasons.Select(reason => reason.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (expected.Count > 0 && !expected.SequenceEqual(reasons, StringComparer.Ordinal))
            {
                problems.Add($"Expected {string.Join(", ", expected)}, and it is {(reasons.Count == 0 ? "not refused" : string.Join(", ", reasons))}.");
            }

            problems.AddRange(row.Expected.Approvers.OrderBy(stage => stage.Key, StringComparer.Ordinal).SelectMany(stage => JudgeStage(stage.Key, stage.Value, approvers)));
        }

        return new PolicyTestResult(row, outcome, [.. problems]) { Refusal = refusal, Approvers = approvers };
    }

    private static IEnumerable<string> JudgeStage(string stage, ImmutableArray<string> expected, ImmutableDictionary<string, ImmutableArray<string>> approvers)
    {
        if (!approvers.TryGetValue(stage, out var actual))
        {
            yield return $"No stage \"{SafeText.Show(stage)}\" is asked.";
        }
        else if (!actual.SequenceEqual(expected.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            yield return $"The stage \"{stage}\" can be approved by {Names(actual)}, and expected is {Names(expected)}.";
        }
    }

    private static string Names(ImmutableArray<string> names) => names.IsEmpty ? "nobody" : string.Join(", ", names.Select(SafeText.Show));

    private static string NameOf(PolicyOutcome outcome) => outcome.ToString().ToLowerInvariant();

    private sealed record Tried(Dictionary<string, CurrentPolicy> Policies, ConditionRegistry Conditions, JitLimits Limits, Guardrails Guardrails);
}
