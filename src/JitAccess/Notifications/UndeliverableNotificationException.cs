namespace JitAccess;

/// <summary>Thrown by a notifier that can never bring a message to its recipient, such as somebody without an address. It is logged, counted, and not tried again.</summary>
public sealed class UndeliverableNotificationException : Exception
{
    /// <summary>Initialises the exception.</summary>
    public UndeliverableNotificationException()
    {
    }

    /// <summary>Initialises the exception.</summary>
    /// <param name="message">Why it cannot be delivered; no personal text.</param>
    public UndeliverableNotificationException(string message)
        : base(message)
    {
    }

    /// <summary>Initialises the exception.</summary>
    /// <param name="message">Why it cannot be delivered; no personal text.</param>
    /// <param name="innerException">What caused it.</param>
    public UndeliverableNotificationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
