namespace JitAccess;

/// <summary>Whose or which grants are to end. The set is closed.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public abstract record RevocationSelector
{
    private RevocationSelector()
    {
    }

    /// <summary>Every live grant of one subject, and what others have because they act for it (<see cref="Caller.ActsFor"/>).</summary>
    /// <param name="Subject">The subject, of the caller's tenant.</param>
    public sealed record OfSubject(Subject Subject) : RevocationSelector;

    /// <summary>Every live grant under one policy, published or not, in the caller's tenant.</summary>
    /// <param name="Policy">The policy's name.</param>
    public sealed record OfPolicy(string Policy) : RevocationSelector;

    /// <summary>Every live grant of the caller's tenant that allows anything that a scope covers.</summary>
    /// <param name="Scope">The scope.</param>
    public sealed record OfScope(Scope Scope) : RevocationSelector;
}
