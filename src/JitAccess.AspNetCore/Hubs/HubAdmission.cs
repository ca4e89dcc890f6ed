using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>
/// Admits a hub invocation while SignalR authorizes the method, so that the lease is there when SignalR collects the method's arguments. It
/// decides nothing: the filter does, on the same operation, before the method runs.
/// </summary>
internal sealed class HubAdmission : IAuthorizationRequirement, IAuthorizationHandler
{
    private readonly HubMethodPlan _plan;

    private HubAdmission(HubMethodPlan plan) => _plan = plan;

    /// <summary>Makes one for a method that takes the lease as a parameter; <see langword="null"/> for others, and while the filter asks.</summary>
    public static HubAdmission? For(HubInvocationContext invocation, IEnumerable<IAuthorizationRequirement> requirements)
    {
        var plan = HubMethodPlan.Of(invocation.HubMethod);
        return plan.TakesLease && !plan.Requirements.IsEmpty && !GrantRequirements.AnyIn(requirements, static _ => true) ? new HubAdmission(plan) : null;
    }

    /// <inheritdoc/>
    public async Task HandleAsync(AuthorizationHandlerContext context)
    {
        context.Succeed(this);
        if (context.HasFailed || context.PendingRequirements.Any(requirement => requirement is IAuthorizationHandler))
        {
            return; // it is refused for another reason, so nothing is taken
        }

        var services = ((JitHandlerContext)context).Services;
        var handler = services.GetRequiredService<GrantHandler>();
        foreach (var requirement in _plan.Requirements)
        {
            var (refusal, _) = await handler.DecideAsync(requirement, context.User, context.Resource, services);
            if (refusal is not null)
            {
                JitOperation.Of(services).Refusal = refusal;
                return;
            }
        }
    }
}
