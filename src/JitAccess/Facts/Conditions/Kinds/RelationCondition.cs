using System.Text.Json;

namespace JitAccess;

/// <summary>Holds for whoever stands in a relation to what is asked for, by the directory's word.</summary>
internal sealed class RelationCondition(string relation) : Condition
{
    public const string Manager = "manager-of-requester";
    public const string Owner = "owner-of-resource";

    private const string Limit = $"{Manager} or {Owner}";

    internal override string Kind => "relation";

    internal override Reason Unmet => Reason.NotEligible;

    private string FactName => FactNames.RelationPrefix + relation;

    // Deeper ones are refused unseen; the pinned and the current version of a stage together are one level deeper than each.
    private const int MaxDepth = PolicyRules.MaxConditionDepth + 1;

    /// <summary>Whether a condition, or one that it combines, is about what is asked for.</summary>
    public static bool IsIn(Condition condition, string? relation = null) => IsIn(condition, relation, depth: 1);

    /// <summary>Refuses what is about an approver and stands where nobody approves.</summary>
    public static void RefuseIn(Condition condition, string path, ICollection<Finding> findings)
    {
        if (IsIn(condition))
        {
            findings.Add(new Finding(Reason.PolicyInvalid, "A relation to what is asked for is a condition on those who approve, and nobody approves here.")
            {
                Member = path,
                Limit = "stages",
                Fix = "Use it in \"approvers\" of a stage.",
            });
        }
    }

    internal override ConditionOutcome Evaluate(ConditionContext context) => context.Look(FactName) is not { } fact
        ? ConditionOutcome.Unknown(new Finding(Reason.FactMissing, $"The directory does not tell who is {Describe()}.")
        {
            Limit = Describe(),
            Fix = "Try again when the directory answers; one that knows no relations never does.",
        })
        : FactText.Single(fact) is Relations.Yes ? ConditionOutcome.Satisfied : ConditionOutcome.NotSatisfied(Combining.Unmet(this));

    internal override Whereabouts? WhereToLook(Tenant tenant, Relations relations) =>
        relations.Of(relation) is { } related ? new Whereabouts(related, []) : null;

    internal override Outlook Foresee(ConditionContext context, bool isKnown) =>
        context.Facts.TryGet(FactName, out _) ? Evaluate(context).Certain : Outlook.Either;

    internal override string Describe() => relation switch
    {
        Manager => "a manager of the requester",
        Owner => "an owner of every resource that is asked for",
        _ => $"the relation {SafeText.Show(relation)}",
    };

    internal override void Check(string path, ICollection<Finding> findings)
    {
        if (!Is(Manager) && !Is(Owner))
        {
            var shown = SafeText.Show(relation);
            findings.Add(new Finding(Reason.PolicyInvalid, $"\"{shown}\" is no relation that is known: it must be {Limit}.")
            {
                Member = path,
                Value = shown,
                Limit = Limit,
                Fix = $"Write {Limit}.",
            });
        }
    }

    internal override void WriteValue(Utf8JsonWriter writer) => writer.WriteStringValue(relation);

    private static bool IsIn(Condition condition, string? relation, int depth) =>
        (condition is RelationCondition related && (relation is null || related.Is(relation)))
        || (depth < MaxDepth && condition.Children.Any(child => IsIn(child, relation, depth + 1)));

    private bool Is(string other) => string.Equals(relation, other, StringComparison.Ordinal);
}
