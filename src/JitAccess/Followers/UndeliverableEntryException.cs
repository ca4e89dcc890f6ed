namespace JitAccess;

/// <summary>Thrown by a follower that was given one entry and knows that it can never deliver it: the entry is set aside at once, and the next one follows.</summary>
/// <remarks>When it is thrown for several entries, they are delivered again one by one.</remarks>
public sealed class UndeliverableEntryException : Exception
{
    /// <summary>Initialises the exception.</summary>
    public UndeliverableEntryException()
    {
    }

    /// <summary>Initialises the exception.</summary>
    /// <param name="message">Why it cannot be delivered.</param>
    public UndeliverableEntryException(string message)
        : base(message)
    {
    }

    /// <summary>Initialises the exception.</summary>
    /// <param name="message">Why it cannot be delivered.</param>
    /// <param name="innerException">What caused it.</param>
    public UndeliverableEntryException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
