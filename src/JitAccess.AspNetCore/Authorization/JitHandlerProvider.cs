using Microsoft.AspNetCore.Authorization;

namespace JitAccess;

/// <summary>Lets the journal of bypasses run after all other handlers, where a requirement leaves the decision to them.</summary>
internal sealed class JitHandlerProvider(IAuthorizationHandlerProvider inner, BypassRecorder recorder) : IAuthorizationHandlerProvider
{
    /// <inheritdoc/>
    public Task<IEnumerable<IAuthorizationHandler>> GetHandlersAsync(AuthorizationHandlerContext context) =>
        context is JitHandlerContext ours && GrantRequirements.AnyIn(context.Requirements, static requirement => requirement.AllowOtherHandlers)
            ? AppendAsync(ours)
            : inner.GetHandlersAsync(context);

    private async Task<IEnumerable<IAuthorizationHandler>> AppendAsync(JitHandlerContext context)
    {
        var handlers = await inner.GetHandlersAsync(context);
        context.Bypass = new BypassHandler(recorder);
        return [.. handlers, context.Bypass];
    }
}
