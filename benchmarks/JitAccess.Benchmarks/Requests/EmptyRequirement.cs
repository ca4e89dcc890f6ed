using Microsoft.AspNetCore.Authorization;

namespace JitAccess.Benchmarks.Requests;

/// <summary>The yardstick: a requirement that handles itself and asks nothing.</summary>
internal sealed class EmptyRequirement : IAuthorizationRequirement, IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        context.Succeed(this);
        return Task.CompletedTask;
    }
}
