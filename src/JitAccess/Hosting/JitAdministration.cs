namespace JitAccess;

/// <summary>Who may administer, as eligibility (decision rule 11). Nothing configured: holders release, approvers see and end what they approved, nobody else anything.</summary>
/// <remarks>Configure before the host starts; not thread-safe while it is being configured.</remarks>
public sealed class JitAdministration
{
    /// <summary>Gets or sets who sees every request and grant of their tenant. <value>The default is <see langword="null"/>: nobody.</value></summary>
    public Condition? MayAudit { get; set; }

    /// <summary>Gets or sets who may revoke any grant of their tenant. <value>The default is <see langword="null"/>: nobody.</value></summary>
    public Condition? MayRevoke { get; set; }

    /// <summary>
    /// Gets or sets who may publish policies, under a grant of <see cref="JitPermissions.Publish"/>: people of <see cref="OperatedBy"/> alone.
    /// <value>The default is <see langword="null"/>: nobody but the hosts.</value>
    /// </summary>
    public Condition? MayPublish { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether a person publishes only what another person approved: the grant names the very content
    /// (<see cref="JitPermissions.PublishingOf"/>), a wildcard does not do, and somebody else approved it. What hosts bring is published as before.
    /// <value>The default is <see langword="false"/>: any grant of <see cref="JitPermissions.Publish"/> that covers the set does.</value>
    /// </summary>
    public bool TwoPersonPublishing { get; set; }

    /// <summary>
    /// Gets or sets who may operate JitAccess itself (<see cref="IJitOperations"/>): people of <see cref="OperatedBy"/> alone.
    /// <value>The default is <see langword="null"/>: nobody.</value>
    /// </summary>
    public Condition? MayOperate { get; set; }

    /// <summary>
    /// Gets or sets the tenant whose people publish and operate, which concerns every tenant: whoever has the same role in another tenant has it there alone.
    /// <value>The default is <see cref="Tenant.Default"/>, the one tenant of an application that names no tenants; one that does names the tenant of its own
    /// operators, or nobody publishes and operates.</value>
    /// </summary>
    public Tenant OperatedBy { get; set; } = Tenant.Default;
}
