using System.Collections.Immutable;

namespace JitAccess;

/// <summary>
/// A condition with its negations pushed down to the single questions. The three answers of a condition obey De Morgan's laws, so this says exactly the same.
/// </summary>
/// <remarks>Immutable.</remarks>
internal sealed class ConditionForm
{
    private ConditionForm(Condition leaf, bool isNegated)
    {
        Leaf = leaf;
        IsNegated = isNegated;
        Parts = [];
    }

    private ConditionForm(bool isAll, ImmutableArray<ConditionForm> parts)
    {
        IsAll = isAll;
        Parts = parts;
    }

    /// <summary>Gets the single question; <see langword="null"/> where several are combined.</summary>
    public Condition? Leaf { get; }

    /// <summary>Gets a value indicating whether the single question must be known not to hold.</summary>
    public bool IsNegated { get; }

    /// <summary>Gets a value indicating whether all parts must hold; otherwise one is enough.</summary>
    public bool IsAll { get; }

    /// <summary>Gets what is combined.</summary>
    public ImmutableArray<ConditionForm> Parts { get; }

    /// <summary>Makes the form of a condition.</summary>
    public static ConditionForm Of(Condition condition) => Of(condition, isNegated: false);

    /// <summary>Makes the form of several conditions that must all hold; of none it is what always holds.</summary>
    public static ConditionForm All(IEnumerable<Condition> conditions)
    {
        ImmutableArray<ConditionForm> parts = [.. conditions.Select(Of)];
        return parts.IsEmpty ? Of(Everyone.SignedIn) : new ConditionForm(isAll: true, parts);
    }

    /// <summary>Leaves out what the passing of time answers anew: each such question is taken as one that holds.</summary>
    public ConditionForm Timeless() => Leaf switch
    {
        null => new ConditionForm(IsAll, [.. Parts.Select(part => part.Timeless())]),
        TimeWindowCondition or CustomCondition => Of(Everyone.SignedIn),
        _ => this,
    };

    private static ConditionForm Of(Condition condition, bool isNegated) => condition switch
    {
        NotCondition => Of(condition.Children[0], !isNegated),
        AllCondition => new ConditionForm(!isNegated, [.. condition.Children.Select(child => Of(child, isNegated))]),
        AnyCondition => new ConditionForm(isNegated, [.. condition.Children.Select(child => Of(child, isNegated))]),
        _ => new ConditionForm(condition, isNegated),
    };
}
