using NodaTime;

namespace JitAccess;

/// <summary>What follows from conditions alone, whatever the facts are.</summary>
/// <remarks>
/// <para>INVARIANT: sound, not complete. <see langword="true"/> is proved; <see langword="false"/> means that it could not be told.</para>
/// <para>One instance answers one question after another within a number of steps; when they are used up it cannot tell any more. Not thread-safe.</para>
/// </remarks>
internal sealed class ConditionLogic
{
    // Comparing every pair of a policy's conditions stays below this; a document that was made to be slow does not.
    private const int MaxSteps = 200_000;

    private int _steps;

    /// <summary>Says whether whoever satisfies one condition satisfies another at the same moment.</summary>
    public static bool Implies(Condition one, Condition other) =>
        one == other || new ConditionLogic().Implies(ConditionForm.Of(one), ConditionForm.Of(other));

    /// <summary>Says whether nothing can satisfy a condition, at no moment or at none from <paramref name="from"/> on.</summary>
    public static bool NeverHolds(Condition condition, Instant? from = null) => new ConditionLogic().NeverHolds(ConditionForm.Of(condition), from);

    /// <summary>Says whether whatever satisfies one form satisfies the other.</summary>
    public bool Implies(ConditionForm one, ConditionForm other)
    {
        if (_steps++ > MaxSteps)
        {
            return false;
        }

        // Whatever can be taken apart without a choice is taken apart first.
        if (one.Leaf is null && !one.IsAll)
        {
            return one.Parts.All(part => Implies(part, other));
        }

        if (other.Leaf is null && other.IsAll)
        {
            return !other.Parts.IsEmpty && other.Parts.All(part => Implies(one, part));
        }

        if (one.Leaf is null && one.Parts.Any(part => Implies(part, other)))
        {
            return true;
        }

        return other.Leaf is null
            ? other.Parts.Any(part => Implies(one, part))
            : one.Leaf is not null && LeafLogic.Implies((one.Leaf, one.IsNegated), (other.Leaf, other.IsNegated));
    }

    /// <summary>Says whether nothing satisfies both at the same moment.</summary>
    public bool Excludes(ConditionForm one, ConditionForm other)
    {
        if (_steps++ > MaxSteps)
        {
            return false;
        }

        if (one.Leaf is null)
        {
            return one.IsAll ? one.Parts.Any(part => Excludes(part, other)) : one.Parts.All(part => Excludes(part, other));
        }

        if (other.Leaf is null)
        {
            return Excludes(other, one);
        }

        return LeafLogic.Exclude((one.Leaf, one.IsNegated), (other.Leaf, other.IsNegated));
    }

    /// <summary>Says whether nothing satisfies a form, at no moment or at none from <paramref name="from"/> on.</summary>
    public bool NeverHolds(ConditionForm form, Instant? from)
    {
        if (form.Leaf is { } leaf)
        {
            return LeafLogic.NeverHolds(leaf, form.IsNegated, from);
        }

        if (!form.IsAll)
        {
            return form.Parts.All(part => NeverHolds(part, from));
        }

        return form.Parts.IsEmpty
            || form.Parts.Any(part => NeverHolds(part, from))
            || form.Parts.Select((part, index) => form.Parts.Skip(index + 1).Any(other => Excludes(part, other))).Any(excludes => excludes);
    }
}
