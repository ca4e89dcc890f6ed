namespace JitAccess.Stores;

/// <summary>Something that is to be forgotten. The set is closed.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public abstract record Erasure
{
    private protected Erasure()
    {
    }

    /// <summary>All personal texts of one subject; the salted hashes in the journal stay and prove nothing about the text any more.</summary>
    /// <param name="Tenant">The tenant.</param>
    /// <param name="Subject">The key of the subject.</param>
    public sealed record TextsOf(Tenant Tenant, string Subject) : Erasure;
}
