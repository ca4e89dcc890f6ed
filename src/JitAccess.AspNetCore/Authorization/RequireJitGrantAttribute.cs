using Microsoft.AspNetCore.Authorization;

namespace JitAccess;

/// <summary>Serves only a caller who holds a live grant for a permission. For controllers, actions, pages, minimal APIs, hubs and hub methods.</summary>
/// <remarks>
/// Several attributes are all needed. A grant is needed even where another handler succeeds every requirement, unless
/// <see cref="AllowOtherHandlers"/> says otherwise. What is written here is checked when the host starts.
/// </remarks>
/// <param name="permission">The permission, such as <c>orders:refund</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true, Inherited = true)]
public sealed class RequireJitGrantAttribute(string permission) : AuthorizeAttribute, IAuthorizationRequirementData
{
    private JitGrantRequirement? _requirement;

    /// <summary>Gets the permission.</summary>
    public string Permission { get; } = permission;

    /// <summary>
    /// Gets or sets the resource: a path such as <c>orders/{orderId}</c>, whose placeholders are filled from the route's values, or on a hub
    /// method from its arguments. <value>The default is <see langword="null"/>, the root, which only a grant for the root covers.</value>
    /// </summary>
    public string? Resource { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether another authorization handler may admit a caller without a grant; each such admission is written
    /// to the journal first, and refused when it cannot be. <value>The default is <see langword="false"/>: only a grant will do.</value>
    /// </summary>
    public bool AllowOtherHandlers { get; set; }

    /// <summary>Gets what the attribute demands as a requirement, the same one each time.</summary>
    internal JitGrantRequirement Requirement => _requirement ??= new JitGrantRequirement(Permission, Resource, AllowOtherHandlers);

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [Requirement];
}
