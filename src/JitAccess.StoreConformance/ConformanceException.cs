namespace JitAccess.Stores;

/// <summary>A store does not do what every store does: the message says what was expected and what was found.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Initialises the exception.</summary>
    /// <param name="message">What was expected and what was found.</param>
    /// <param name="innerException">What the store threw, if it did.</param>
    public ConformanceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
