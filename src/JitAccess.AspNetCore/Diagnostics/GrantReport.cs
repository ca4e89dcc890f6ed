using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>Counts and logs what became of operations that needed a grant.</summary>
/// <remarks>Thread-safe. No line holds a resource or a name.</remarks>
internal sealed partial class GrantReport(WebMetrics metrics, ILogger<GrantReport> logger)
{
    public void Admitted() => metrics.Admitted();

    public void Refused(GrantRefusal refusal)
    {
        metrics.Refused(refusal.Explanation.Reason);
        LogRefused(logger, refusal.Permission, refusal.Explanation.Reason.Code);
    }

    public void Bypassed(string permission)
    {
        metrics.Bypassed();
        LogBypassed(logger, permission);
    }

    public void BypassNotJournalled(string permission, Reason reason) => LogBypassNotJournalled(logger, permission, reason.Code);

    // Information: it is what the endpoint is for. The problem document has the rest.
    [LoggerMessage(EventId = 2001, EventName = "GrantRefused", Level = LogLevel.Information, Message = "{Permission} was refused: {Reason}.")]
    private static partial void LogRefused(ILogger logger, string permission, string reason);

    // Warning: somebody did without a grant what needs one, as the endpoint allows.
    [LoggerMessage(EventId = 2002, EventName = "GrantBypassed", Level = LogLevel.Warning,
        Message = "{Permission} was admitted without a grant by another authorization handler; the journal has the entry.")]
    private static partial void LogBypassed(ILogger logger, string permission);

    [LoggerMessage(EventId = 2003, EventName = "BypassNotJournalled", Level = LogLevel.Error,
        Message = "{Permission} was refused: another handler would have admitted it without a grant, but the journal could not be written ({Reason}).")]
    private static partial void LogBypassNotJournalled(ILogger logger, string permission, string reason);
}
