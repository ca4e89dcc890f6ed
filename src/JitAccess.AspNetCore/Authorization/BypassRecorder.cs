using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>Writes an admission without a grant to the journal.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class BypassRecorder(BypassJournal journal, WebMetrics metrics, ILogger<BypassRecorder> logger)
{
    /// <summary>Writes it; when it cannot be written, says with what the operation is refused.</summary>
    public async ValueTask<GrantRefusal?> TryRecordAsync(JitHandlerContext context, GrantRefusal refusal, RequestCaller caller)
    {
        try
        {
            var http = context.Resource as HttpContext;
            var question = new GrantQuestion(caller, refusal.Permission, refusal.Path!);
            await journal.RecordAsync(caller.Present(http), question.Scope, http?.RequestAborted ?? CancellationToken.None);
            GrantLog.Bypassed(logger, refusal.Permission);
            metrics.Bypassed();
            return null;
        }
        catch (JitRejectedException rejected)
        {
            GrantLog.BypassNotJournalled(logger, refusal.Permission, rejected.Reason.Code);
            return refusal with { Explanation = rejected.Explanation, IsMissingGrant = false };
        }
    }
}
