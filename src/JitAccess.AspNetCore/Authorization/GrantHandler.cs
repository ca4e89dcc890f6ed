using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess;

/// <summary>Decides on grant requirements, whatever host path they come from.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GrantHandler(
    GrantGate gate, RequestCallers callers, IHttpContextAccessor accessor, EndpointGrants grants, GrantReport report)
{
    /// <summary>Admits the operation, or fails the context.</summary>
    public Task HandleAsync(JitGrantRequirement requirement, AuthorizationHandlerContext context, IServiceProvider services)
    {
        // Nothing can mend a failure, so no use is taken for it.
        if (context.HasFailed)
        {
            return Task.CompletedTask;
        }

        var resource = context.Resource is AuthorizationFilterContext filter ? filter.HttpContext : context.Resource;
        if (HubOf(resource) is not null || Prepare(requirement, context.User, resource, services) is not { Finding: null, Caller.IsKnown: true } prepared
            || !gate.TryAdmit(prepared.Asked(requirement), prepared.Operation, prepared.Http))
        {
            return HandleAsync(requirement, context, resource, services);
        }

        context.Succeed(requirement);
        return Task.CompletedTask;
    }

    private async Task HandleAsync(
        JitGrantRequirement requirement, AuthorizationHandlerContext context, object? resource, IServiceProvider services)
    {
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
        var prepared = Prepare(requirement, user, resource, services);
        var (caller, finding) = (prepared.Caller, prepared.Finding);
        if (!caller.IsKnown || finding is not null)
        {
            var explanation = caller.Refusal ?? Explanation.Of(finding!);
            return (new GrantRefusal(explanation, requirement.Permission, finding is null ? prepared.Path : null, IsMissingGrant: false), caller);
        }

        // Negotiation, polls and sends of a hub are requests too: the one use of a connection is taken when it opens.
        var asked = prepared.Asked(requirement);
        if (HubOf(resource) is { } hub && (await grants.OfAsync(hub)).Contains(requirement))
        {
            return (gate.Peek(asked), caller);
        }

        var (operation, http) = (prepared.Operation, prepared.Http);
        return (gate.TryAdmit(asked, operation, http) ? null : await gate.AdmitAsync(asked, operation, http, AbortedOf(resource, http)), caller);
    }

    private Prepared Prepare(JitGrantRequirement requirement, ClaimsPrincipal user, object? resource, IServiceProvider services)
    {
        var http = RequestOf(resource, services);
        var isOwn = http is not null && IsOfScope(http, services);
        var operation = OperationOf(resource, isOwn, services);
        var caller = http is null || isOwn ? operation.Identify(user, callers) : http.GetRequestCaller(user);
        var path = "";
        var finding = requirement.Problem;
        if (finding is null)
        {
            TargetReader.TryRead(requirement, resource, http, out path, out finding);
        }

        return new Prepared(http, operation, caller, path, finding);
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
    private static JitOperation OperationOf(object? resource, bool isRequestOfScope, IServiceProvider services) =>
        resource is HubInvocationContext or HubConnecting || isRequestOfScope
            ? JitOperation.Begin(services)
            : JitOperation.Of(services);

    private static bool IsOfScope(HttpContext http, IServiceProvider services) =>
        http.RequestServices is { } own && JitOperation.IsOneScope(own, services);

    /// <summary>What is known before the gate is asked.</summary>
    private readonly record struct Prepared(HttpContext? Http, JitOperation Operation, RequestCaller Caller, string Path, Finding? Finding)
    {
        public GrantQuestion Asked(JitGrantRequirement requirement) => new(Caller, requirement.Permission, Path);
    }
}
