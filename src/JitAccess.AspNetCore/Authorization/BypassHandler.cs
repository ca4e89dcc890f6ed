using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>Runs last, and journals each grant requirement that another handler has met without a grant; what cannot be journalled is refused.</summary>
/// <remarks>Belongs to one authorization.</remarks>
internal sealed class BypassHandler(BypassRecorder recorder) : IAuthorizationHandler
{
    private readonly List<(JitGrantRequirement Requirement, GrantRefusal Refusal, RequestCaller Caller)> _open = [];

    /// <summary>Whether all handlers that may decide have run.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Notes a requirement that no grant meets, and that is left to other handlers.</summary>
    public void Note(JitGrantRequirement requirement, GrantRefusal refusal, RequestCaller caller) => _open.Add((requirement, refusal, caller));

    /// <inheritdoc/>
    public async Task HandleAsync(AuthorizationHandlerContext context)
    {
        IsClosed = true;
        foreach (var (requirement, refusal, caller) in _open)
        {
            if (context.HasFailed)
            {
                return;
            }

            // Nobody vouched for it, or something else is missing: nothing is admitted, so there is nothing to write down.
            var refused = context.HasSucceeded ? await recorder.TryRecordAsync((JitHandlerContext)context, refusal, caller) : refusal;
            if (refused is not null)
            {
                recorder.Refuse(refused);
                context.Fail(new JitGrantFailureReason(requirement, refused));
            }
            else
            {
                BypassedRequirements.Note(context.Resource as HttpContext, requirement);
            }
        }
    }
}
