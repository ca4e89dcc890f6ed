using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace JitAccess;

/// <summary>The custom conditions that this node knows, by name.</summary>
internal sealed class ConditionRegistry
{
    private readonly FrozenDictionary<string, ICondition> _conditions;

    /// <exception cref="InvalidOperationException">Two conditions share a name, or a name is not canonical.</exception>
    public ConditionRegistry(IEnumerable<ICondition> conditions)
    {
        var byName = new Dictionary<string, ICondition>(StringComparer.Ordinal);
        foreach (var condition in conditions)
        {
            if (!NameText.IsCanonical(condition.Name))
            {
                throw new InvalidOperationException(
                    $"The condition {condition.GetType()} is named \"{SafeText.Show(condition.Name ?? "")}\". A name needs {NameText.Expected}.");
            }

            if (!byName.TryAdd(condition.Name, condition))
            {
                var first = byName[condition.Name].GetType();
                throw new InvalidOperationException(
                    $"The conditions {first} and {condition.GetType()} are both named \"{condition.Name}\". Register one of them.");
            }
        }

        _conditions = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Gets the registry of a node without custom conditions.</summary>
    public static ConditionRegistry Empty { get; } = new([]);

    /// <summary>Finds a condition by its name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out ICondition? condition) => _conditions.TryGetValue(name, out condition);
}
