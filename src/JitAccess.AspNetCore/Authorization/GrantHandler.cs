using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess;

/// <summary>Decides on grant requirements, whatever host path they come from.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GrantHandler(
    GrantGate gate, IHttpContextAccessor accessor, EndpointGrants grants, GrantReport report)
{
    /// <summary>Admits the operation, or fails the context.</summary>
    public async Task HandleAsync(JitGrantRequirement requirement, AuthorizationHandlerContext context, IServiceProvider services)
    {
        // Nothing can mend a failure, so no use is taken for it.
        if (context.HasFailed)
        {
            return;
        }

        var resource = context.Resource is AuthorizationFilterContext filter ? filter.HttpContext : context.Resource;
        var (refusal, caller) = await DecideAsync(requirement, context.User, resource, services);
        if (refusal is null)
        {
            context.Succeed(requirement);
        }
        else if (LeavesToOthers(requirement, context, refusal) is { } bypass)
        {
            bypass.Note(requirement, refusal, caller);
        }
        else
        {
            // INVARIANT (rule 12): only a grant satisfies a grant requirement. A failure is final, whatever other handlers succeed.
            report.Refused(refusal);
            context.Fail(new JitGrantFailureReason(requirement, refusal));
        }
    }

    /// <summary>Admits the operation, and says why not.</summary>
    /// <param name="requirement">What is demanded.</param>
    /// <param name="user">Of whom.</param>
    /// <param name="resource">What authorization was called with.</param>
    /// <param name="services">The services of the operation.</param>
    public async ValueTask<(GrantRefusal? Refusal, RequestCaller Caller)> DecideAsync(
        JitGrantRequirement requirement, ClaimsPrincipal user, object? resource, IServiceProvider services)
    {
        var http = RequestOf(resource, services);
        var operation = OperationOf(resource, http, services);
        var caller = http is null || IsOfScope(http, services) ? operation.Identify(user, services) : http.GetRequestCaller(user);
        var path = "";
        var finding = requirement.Problem;
        if (finding is null)
        {
            TargetReader.TryRead(requirement, resource, http, out path, out finding);
        }

        if (!caller.IsKnown || finding is not null)
        {
            var explanation = caller.Refusal ?? Explanation.Of(finding!);
            return (new GrantRefusal(explanation, requirement.Permission, finding is null ? path : null, IsMissingGrant: false), caller);
        }

        // Negotiation, polls and sends of a hub are requests too: the one use of a connection is taken when it opens.
        var asked = new GrantQuestion(caller, requirement.Permission, path);
        if (HubOf(resource) is { } hub && (await grants.OfAsync(hub)).Contains(requirement))
        {
            return (gate.Peek(asked), caller);
        }

        return (gate.TryAdmit(asked, operation, http) ? null : await gate.AdmitAsync(asked, operation, http, AbortedOf(resource, http)), caller);
    }

    // Only a missing grant is left to others: who nobody is, and what names nothing, nobody can vouch for.
    private static BypassHandler? LeavesToOthers(JitGrantRequirement requirement, AuthorizationHandlerContext context, GrantRefusal refusal) =>
        requirement.AllowOtherHandlers && (refusal.IsMissingGrant || refusal.Explanation.Reason.Kind == ReasonKind.Unavailable)
            ? (context as JitHandlerContext)?.Bypass
            : null;

    private static CancellationToken AbortedOf(object? resource, HttpContext? http) => resource switch
    {
        HubInvocationContext invocation => invocation.Context.ConnectionAborted,
        HubConnecting connecting => connecting.Request.RequestAborted,
        _ => http?.RequestAborted ?? CancellationToken.None,
    };

    private static Endpoint? HubOf(object? resource) =>
        resource is HttpContext request && request.GetEndpoint() is { } endpoint && HubEndpoints.IsHub(endpoint) ? endpoint : null;

    private HttpContext? RequestOf(object? resource, IServiceProvider services) =>
        resource as HttpContext ?? (accessor.HttpContext is { } current && IsOfScope(current, services) ? current : null);

    // INVARIANT: only what is over soon remembers an admission. A request that is handed to a check in another scope is not what that scope does.
    private static JitOperation OperationOf(object? resource, HttpContext? http, IServiceProvider services) =>
        resource is HubInvocationContext or HubConnecting || (http is not null && IsOfScope(http, services))
            ? JitOperation.Begin(services)
            : JitOperation.Of(services);

    private static bool IsOfScope(HttpContext http, IServiceProvider services) =>
        http.RequestServices is { } own && JitOperation.IsOneScope(own, services);
}
