namespace JitAccess;

/// <summary>What a reviewer found of what was done behind the broken glass.</summary>
public enum ReviewOutcome
{
    /// <summary>It should not have been. The harmless default.</summary>
    Misused = 0,

    /// <summary>The emergency called for it.</summary>
    Justified,
}
