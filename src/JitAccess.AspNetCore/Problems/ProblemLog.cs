using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>What is logged of refusals over HTTP: one line each, by their code alone. Event ids are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static partial class ProblemLog
{
    [LoggerMessage(EventId = 2101, EventName = "ApiRefused", Level = LogLevel.Information, Message = "A request was refused: {Reason}.")]
    public static partial void Refused(ILogger logger, Reason reason);

    // Warning: not the caller's doing, and it may need an operator.
    [LoggerMessage(EventId = 2102, EventName = "ApiUnavailable", Level = LogLevel.Warning, Message = "A request could not be answered: {Reason}.")]
    public static partial void Unavailable(ILogger logger, Reason reason);
}
