namespace JitAccess;

/// <summary>What a condition says about the facts. Only <see cref="Satisfied"/> allows anything.</summary>
public enum ConditionResult
{
    /// <summary>The condition lacks its input or threw. Never counts as satisfied, not under <c>not</c> either. The harmless default.</summary>
    Unknown = 0,

    /// <summary>The facts are known, and the condition does not hold.</summary>
    NotSatisfied,

    /// <summary>The facts are known, and the condition holds.</summary>
    Satisfied,
}
