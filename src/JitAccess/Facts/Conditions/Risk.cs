namespace JitAccess;

/// <summary>Conditions on the risk that a fact source sees.</summary>
public static class Risk
{
    /// <summary>Holds for a score that is not above the limit.</summary>
    /// <param name="score">0 (none) to 100.</param>
    /// <returns>The condition.</returns>
    public static Condition AtMost(int score) => new RiskCondition(score);
}
