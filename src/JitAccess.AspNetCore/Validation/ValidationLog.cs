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

    // Warning, not an error: it denies all the same.
    [LoggerMessage(EventId = 2007, EventName = "NobodySignsIn", Level = LogLevel.Warning,
        Message = "No authentication scheme is registered: unless a middleware of the application signs callers in, every one of them is answered 401. "
            + "Add one, such as builder.Services.AddAuthentication().AddJwtBearer().")]
    public static partial void NobodySignsIn(ILogger logger);
}
