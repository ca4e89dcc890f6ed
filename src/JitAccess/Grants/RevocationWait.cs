namespace JitAccess;

/// <summary>Which nodes deny when a revocation returns.</summary>
public enum RevocationWait
{
    /// <summary>This one. The others follow as soon as they hear of it, and after the staleness bound at the latest.</summary>
    ThisNode = 0,

    /// <summary>
    /// Every one: the answer comes when the staleness bound has passed since the commit, by when a node has read it, or denies everything and has ended what it had admitted. Nobody is asked;
    /// all nodes must have the same bound, or a smaller one than this.
    /// </summary>
    EveryNode = 1,
}
