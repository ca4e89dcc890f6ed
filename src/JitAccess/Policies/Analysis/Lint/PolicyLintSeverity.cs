namespace JitAccess;

/// <summary>How bad a finding of <see cref="PolicyLint"/> is.</summary>
public enum PolicyLintSeverity
{
    /// <summary>It works; look whether it is meant. The default.</summary>
    Advice = 0,

    /// <summary>It works, and gives more than a policy should, or says something that has no effect.</summary>
    Warning,

    /// <summary>It does not do what it says: nobody can ever ask, or nothing can ever be approved.</summary>
    Error,
}
