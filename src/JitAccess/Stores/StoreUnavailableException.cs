namespace JitAccess.Stores;

/// <summary>The store cannot be reached or cannot be used. Checks go on until the node's proof of freshness ends; commands are refused.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Initialises the exception.</summary>
    /// <param name="message">What is wrong and how to mend it.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public StoreUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the reason code. <value>The default is <see cref="Reason.StoreUnavailable"/>.</value></summary>
    public Reason Reason { get; init; } = Reason.StoreUnavailable;
}
