using System.Text.Json;

namespace JitAccess;

/// <summary>A condition of the application's own, registered by type and named with JSON parameters in a policy.</summary>
/// <remarks>
/// An implementation MUST be thread-safe and pure: the same context and parameters give the same outcome, without a clock and without I/O. What
/// it needs comes as a fact, from an <c>ISubjectDirectory</c> or a fact source. One that throws is not satisfied.
/// </remarks>
public interface ICondition
{
    /// <summary>Gets the name that policies use: lower-case words of <c>a-z 0-9</c> joined by <c>-</c>, at most 64 characters, unique.</summary>
    string Name { get; }

    /// <summary>Checks the parameters when a policy is read.</summary>
    /// <param name="parameters">The JSON object that the policy gives; an empty object when it gives none.</param>
    /// <returns>Everything that is wrong, with <see cref="Finding.Member"/> relative to the parameters; empty when all is well.</returns>
    IReadOnlyList<Finding> Validate(JsonElement parameters);

    /// <summary>Judges the facts.</summary>
    /// <param name="context">The subject, the facts and the moment.</param>
    /// <param name="parameters">The JSON object that the policy gives; an empty object when it gives none.</param>
    /// <returns>Satisfied, not satisfied, or unknown when a fact is missing.</returns>
    ConditionOutcome Evaluate(ConditionContext context, JsonElement parameters);
}
