using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>What the HTTP API logs: refusals, one line each, by their code alone. Event ids are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(EventId = 2101, EventName = "ApiRefused", Level = LogLevel.Information, Message = "The HTTP API refused a request: {Reason}.")]
    public static partial void Refused(ILogger logger, Reason reason);

    // Warning: not the caller's doing, and it may need an operator.
    [LoggerMessage(EventId = 2102, EventName = "ApiUnavailable", Level = LogLevel.Warning, Message = "The HTTP API could not answer a request: {Reason}.")]
    public static partial void Unavailable(ILogger logger, Reason reason);
}
