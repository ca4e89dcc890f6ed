using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>The caller holds a live grant for a permission on a resource. It handles itself, and fails whatever other handlers say.</summary>
/// <remarks>
/// Evaluating it takes a use where uses are counted, once per operation (a request, a hub invocation), grant, permission and resource.
/// Immutable and safe for concurrent use.
/// </remarks>
public sealed class JitGrantRequirement : IAuthorizationRequirement, IAuthorizationHandler
{
    /// <summary>Makes a requirement. What is not canonical is found when the host starts, and denies.</summary>
    /// <param name="permission">The permission, such as <c>orders:refund</c>.</param>
    /// <param name="resource">
    /// A path such as <c>orders/{orderId}</c>, filled from the route's values or a hub method's arguments. <see langword="null"/> means the
    /// resource with which authorization is called, or else the root.
    /// </param>
    /// <param name="allowOtherHandlers">Whether another handler may admit a caller without a grant, which is journalled.</param>
    public JitGrantRequirement(string permission, string? resource = null, bool allowOtherHandlers = false)
    {
        ArgumentNullException.ThrowIfNull(permission);
        Permission = permission;
        Resource = resource;
        AllowOtherHandlers = allowOtherHandlers;
        if (!JitAccess.Permission.TryParse(permission, out _))
        {
            Problem = JitAccess.Permission.Refuse(permission);
        }
        else if (resource is not null && !ResourceTemplate.TryParse(resource, out var template, out var finding))
        {
            Problem = finding;
        }
        else
        {
            Template = resource is null ? null : ResourceTemplate.Parse(resource);
        }
    }

    /// <summary>Gets the permission.</summary>
    public string Permission { get; }

    /// <summary>Gets the resource as it was written, with its placeholders; <see langword="null"/> when it names none.</summary>
    public string? Resource { get; }

    /// <summary>Gets a value indicating whether another handler may admit a caller without a grant, which is journalled.</summary>
    public bool AllowOtherHandlers { get; }

    /// <summary>The resource, when it is canonical.</summary>
    internal ResourceTemplate? Template { get; }

    /// <summary>What is wrong with permission or resource; such a requirement denies.</summary>
    internal Finding? Problem { get; }

    /// <inheritdoc/>
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (JitHandlerContext.ServicesOf(context) is { } services)
        {
            return services.GetRequiredService<GrantHandler>().HandleAsync(this, context, services);
        }

        // Someone replaced the context factory after AddJitAccess: without services there is nothing to look a grant up in.
        context.Fail(new AuthorizationFailureReason(this, "JitAccess has no services here: its IAuthorizationHandlerContextFactory was replaced."));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(JitGrantRequirement)}: {(Resource is null ? Permission : $"{Permission} on {Resource}")}";
}
