using System.Text.Json;

namespace JitAccess;

/// <summary>Conditions of the application's own; see <see cref="ICondition"/>.</summary>
public static class Custom
{
    /// <summary>Names a registered condition.</summary>
    /// <param name="name">The <see cref="ICondition.Name"/>.</param>
    /// <returns>The condition.</returns>
    public static Condition Condition(string name) => new CustomCondition(name, CustomParameters.None);

    /// <summary>Names a registered condition and gives it parameters.</summary>
    /// <param name="name">The <see cref="ICondition.Name"/>.</param>
    /// <param name="parameters">A JSON object, at most 8 levels deep and 16384 characters long.</param>
    /// <returns>The condition.</returns>
    public static Condition Condition(string name, string parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new CustomCondition(name, CustomParameters.Of(parameters));
    }

    /// <summary>Names a registered condition and gives it parameters.</summary>
    /// <param name="name">The <see cref="ICondition.Name"/>.</param>
    /// <param name="parameters">A JSON object, at most 8 levels deep and 16384 characters long.</param>
    /// <returns>The condition.</returns>
    public static Condition Condition(string name, JsonElement parameters) => new CustomCondition(name, CustomParameters.Of(parameters));
}
