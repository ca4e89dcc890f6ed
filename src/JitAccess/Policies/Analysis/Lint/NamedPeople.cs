using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Who can satisfy a condition at most, where it names all of them.</summary>
internal static class NamedPeople
{
    /// <summary>Returns everyone who can satisfy a condition from a moment on; <see langword="null"/> when they are not all named.</summary>
    public static ImmutableArray<Subject>? Of(Condition condition, Instant from)
    {
        var (form, logic) = (ConditionForm.Of(condition), new ConditionLogic());
        return logic.NeverHolds(form, from)
            ? []
            : Of(form, logic, from) is { } people ? [.. people.Where(subject => !logic.Excludes(form, ConditionForm.Of(Has.Subject(subject))))] : null;
    }

    private static List<Subject>? Of(ConditionForm form, ConditionLogic logic, Instant from)
    {
        if (form.Leaf is { } leaf)
        {
            return leaf is SubjectCondition subject && !form.IsNegated ? [subject.Named]
                : logic.NeverHolds(form, from) ? []
                : null;
        }

        var parts = form.Parts.Select(part => Of(part, logic, from)).ToList();
        if (form.IsAll)
        {
            var named = parts.OfType<List<Subject>>().ToList();
            return named.Count == 0 ? null : named.Aggregate((one, other) => [.. one.Intersect(other)]);
        }

        return parts.TrueForAll(part => part is not null) ? parts.SelectMany(part => part!).Distinct().ToList() : null;
    }
}
