namespace JitAccess;

/// <summary>Words the messages, in place of the English texts that come with the library.</summary>
/// <remarks>Registered with <c>UseNotificationTemplate</c>, made once; safe for concurrent use.</remarks>
public interface INotificationTemplate
{
    /// <summary>Words a message. A template that throws is logged, and the message goes out as it came.</summary>
    /// <param name="notification">The message with the words that it has by default.</param>
    /// <returns>Other words, or <see langword="null"/> to leave them.</returns>
    NotificationText? Write(JitNotification notification);
}
