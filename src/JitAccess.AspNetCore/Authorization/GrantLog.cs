using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>What authorization logs. Event ids are API: <c>docs/reference/telemetry.md</c>. No line holds a resource or a name.</summary>
internal static partial class GrantLog
{
    // Information: it is what the endpoint is for. The problem document has the rest.
    [LoggerMessage(EventId = 2001, EventName = "GrantRefused", Level = LogLevel.Information, Message = "{Permission} was refused: {Reason}.")]
    public static partial void Refused(ILogger logger, string permission, string reason);

    // Warning: somebody did without a grant what needs one, as the endpoint allows.
    [LoggerMessage(EventId = 2002, EventName = "GrantBypassed", Level = LogLevel.Warning,
        Message = "{Permission} was admitted without a grant by another authorization handler; the journal has the entry.")]
    public static partial void Bypassed(ILogger logger, string permission);

    [LoggerMessage(EventId = 2003, EventName = "BypassNotJournalled", Level = LogLevel.Error,
        Message = "{Permission} was refused: another handler would have admitted it without a grant, but the journal could not be written ({Reason}).")]
    public static partial void BypassNotJournalled(ILogger logger, string permission, string reason);
}
