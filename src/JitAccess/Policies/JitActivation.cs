namespace JitAccess;

/// <summary>How a grant begins that no start was set for. The later a member stands, the stricter it is.</summary>
public enum JitActivation
{
    /// <summary>With its approval.</summary>
    Approval = 0,

    /// <summary>With the first operation that needs it; until then its time does not run.</summary>
    FirstUse,

    /// <summary>When its holder claims it; until then nothing is admitted under it.</summary>
    Claim,
}
