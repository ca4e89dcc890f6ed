using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>What validation logs. Event ids are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static partial class ValidationLog
{
    [LoggerMessage(EventId = 2005, EventName = "ServiceReplaced", Level = LogLevel.Warning,
        Message = "{Service} was registered after AddJitAccess and is not wrapped: grants are still demanded, but refusals are not explained, and imperative "
            + "checks are denied. Register it before AddJitAccess.")]
    public static partial void Replaced(ILogger logger, string service);

    // Error: the endpoint was added while the application runs, and is not served.
    [LoggerMessage(EventId = 2006, EventName = "EndpointDenied", Level = LogLevel.Error,
        Message = "An endpoint that was added after the start is not served: {Findings}")]
    public static partial void Denied(ILogger logger, string findings);
}
