using System.Security.Claims;

namespace JitAccess;

/// <summary>How an application's principals become subjects. Filled by the builder's extensions.</summary>
internal sealed class CallerOptions
{
    /// <summary>Names the subject instead of the built-in rule.</summary>
    public Func<ClaimsPrincipal, SubjectIdentity?>? IdentifySubjectBy { get; set; }

    /// <summary>Names the tenant; without one the application is single-tenant.</summary>
    public Func<ClaimsPrincipal, string?>? TenantFrom { get; set; }

    /// <summary>Says who is a workload; without one everybody is human.</summary>
    public Func<ClaimsPrincipal, bool>? AsWorkloadWhen { get; set; }

    /// <summary>Claim types whose values are roles, beside those that ASP.NET Core knows.</summary>
    public HashSet<string> RoleClaimTypes { get; } = new(StringComparer.Ordinal);

    /// <summary>Claim types whose values name no person, beside those that do not by their meaning.</summary>
    public HashSet<string> ImpersonalClaimTypes { get; } = new(StringComparer.Ordinal);
}
