using Microsoft.Extensions.Logging;

namespace JitAccess.Notifications;

/// <summary>What notifications log. Event ids are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static partial class NotificationLog
{
    // Warning: somebody is not told something, and nothing will change that by itself.
    [LoggerMessage(EventId = 1501, EventName = "NotificationUndeliverable", Level = LogLevel.Warning,
        Message = "Notifier {Notifier} can never deliver a message ({Kind}) of the entry at position {Position}; its recipient is not told.")]
    public static partial void Undeliverable(ILogger logger, string notifier, string kind, long position);

    [LoggerMessage(EventId = 1502, EventName = "NotificationsForgotten", Level = LogLevel.Information,
        Message = "Notifier {Notifier} tells nobody of {Count} entries that are older than {Hours} hours.")]
    public static partial void Forgotten(ILogger logger, string notifier, int count, double hours);

    [LoggerMessage(EventId = 1503, EventName = "NotificationTemplateFailed", Level = LogLevel.Error,
        Message = "The notification template threw {ExceptionType}; the message goes out as it came.")]
    public static partial void TemplateFailed(ILogger logger, string exceptionType);
}
