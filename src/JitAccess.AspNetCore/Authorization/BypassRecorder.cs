using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>Writes an admission without a grant to the journal.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class BypassRecorder(BypassJournal journal, GrantReport report)
{
    /// <summary>Nobody vouched for it.</summary>
    public void Refuse(GrantRefusal refusal) => report.Refused(refusal);

    /// <summary>Writes it; when it cannot be written, says with what the operation is refused.</summary>
    public async ValueTask<GrantRefusal?> TryRecordAsync(JitHandlerContext context, GrantRefusal refusal, RequestCaller caller)
    {
        try
        {
            var http = context.Resource as HttpContext;
            var question = new GrantQuestion(caller, refusal.Permission, refusal.Path!);
            await journal.RecordAsync(caller.Present(http), question.Scope, http?.RequestAborted ?? CancellationToken.None);
            report.Bypassed(refusal.Permission);
            return null;
        }
        catch (JitRejectedException rejected)
        {
            report.BypassNotJournalled(refusal.Permission, rejected.Reason);
            return refusal with { Explanation = rejected.Explanation, IsMissingGrant = false };
        }
    }
}
