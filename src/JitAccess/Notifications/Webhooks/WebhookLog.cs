using Microsoft.Extensions.Logging;

namespace JitAccess.Notifications;

/// <summary>What webhooks log. Event ids are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static partial class WebhookLog
{
    // Error: somebody has to look at where it is posted to.
    [LoggerMessage(EventId = 1511, EventName = "WebhookTargetRefused", Level = LogLevel.Error, Message = "Webhook {Notifier} was not posted: {Problem}")]
    public static partial void TargetRefused(ILogger logger, string notifier, string problem);

    [LoggerMessage(EventId = 1512, EventName = "WebhookNotTaken", Level = LogLevel.Warning,
        Message = "The target of webhook {Notifier} answered {Status}; the message is tried again.")]
    public static partial void NotTaken(ILogger logger, string notifier, int status);
}
