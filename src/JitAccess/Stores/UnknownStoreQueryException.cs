namespace JitAccess.Stores;

/// <summary>A store was asked a question that it does not know: it is older than the core.</summary>
public sealed class UnknownStoreQueryException : NotSupportedException
{
    /// <summary>Initialises the exception.</summary>
    /// <param name="query">The question.</param>
    public UnknownStoreQueryException(object query)
        : base($"This store does not know the query {query?.GetType().Name}. Use a store package of the same version as JitAccess.")
    {
    }
}
