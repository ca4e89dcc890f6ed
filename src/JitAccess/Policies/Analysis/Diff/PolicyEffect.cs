namespace JitAccess;

/// <summary>What a change of a policy does to what can be asked for and approved.</summary>
public enum PolicyEffect
{
    /// <summary>Nothing: whatever was decided one way is decided the same way. The default.</summary>
    Neutral = 0,

    /// <summary>Less can be asked for, or more is demanded.</summary>
    Narrower,

    /// <summary>More can be asked for, or less is demanded.</summary>
    Wider,

    /// <summary>It cannot be told: treat it as wider and as narrower, and look at it.</summary>
    Unclear,
}
