namespace JitAccess;

/// <summary>The condition that leaves nobody out.</summary>
public static class Everyone
{
    /// <summary>Gets the condition that holds for every signed-in subject.</summary>
    public static Condition SignedIn { get; } = new EveryoneCondition();
}
