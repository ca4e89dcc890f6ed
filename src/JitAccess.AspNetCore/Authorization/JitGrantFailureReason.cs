using Microsoft.AspNetCore.Authorization;

namespace JitAccess;

/// <summary>Why a grant requirement failed: found among the failure's reasons after an imperative <c>AuthorizeAsync</c>.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class JitGrantFailureReason : AuthorizationFailureReason
{
    internal JitGrantFailureReason(JitGrantRequirement requirement, GrantRefusal refusal)
        : base(requirement, refusal.Explanation.ToString()) =>
        (Requirement, Refusal) = (requirement, refusal);

    /// <summary>Gets the requirement.</summary>
    public JitGrantRequirement Requirement { get; }

    /// <summary>Gets what is wrong or missing.</summary>
    public Explanation Explanation => Refusal.Explanation;

    /// <summary>Gets the concrete resource that was asked about; <see langword="null"/> when the root was, or none could be made out.</summary>
    public string? Resource => string.IsNullOrEmpty(Refusal.Path) ? null : Refusal.Path;

    internal GrantRefusal Refusal { get; }
}
