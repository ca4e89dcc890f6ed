using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>Names the subject of a principal, or says why it has none. A pure function of the principal.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SubjectReader(IOptions<CallerOptions> options)
{
    private const string TellHow = "Send both as the identity provider gives them, or say with IdentifySubjectBy what names a subject.";

    private readonly CallerOptions _options = options.Value;

    /// <summary>Reads the subject.</summary>
    public bool TryRead(ClaimsPrincipal principal, [NotNullWhen(true)] out Subject? subject, [NotNullWhen(false)] out Explanation? refusal)
    {
        subject = null;
        refusal = null;
        if (!principal.Identities.Any(identity => identity.IsAuthenticated))
        {
            refusal = Explanation.Of(new Finding(Reason.NotSignedIn, "Nobody is signed in.") { Fix = "Sign in." });
            return false;
        }

        try
        {
            var identity = _options.IdentifySubjectBy is { } identify ? Chosen(identify(principal)) : Identify(principal);
            var tenant = _options.TenantFrom is { } source ? TenantOf(source(principal)) : Tenant.Default;
            subject = _options.AsWorkloadWhen?.Invoke(principal) == true
                ? Subject.Workload(identity.Issuer, identity.Id, tenant)
                : Subject.Human(identity.Issuer, identity.Id, tenant);
            return true;
        }
        catch (JitRejectedException rejected)
        {
            refusal = rejected.Explanation;
            return false;
        }
    }

    private static SubjectIdentity Chosen(SubjectIdentity? identity) =>
        identity is { Issuer: not null, Id: not null } ? identity : throw Unresolved("IdentifySubjectBy names no subject for it");

    private static Tenant TenantOf(string? id) => string.IsNullOrEmpty(id)
        ? throw new JitRejectedException(Explanation.Of(new Finding(Reason.TenantUnresolved, "The signed-in principal does not name a tenant.")
        {
            Fix = "Sign in with an account of a tenant.",
        }))
        : Tenant.Of(id);

    // Two answers to "who is it" are none: whichever was taken, somebody could be somebody else.
    private static SubjectIdentity Identify(ClaimsPrincipal principal)
    {
        Claim? id = null;
        Claim? issuer = null;
        foreach (var claim in principal.Claims)
        {
            if (claim.Type is ClaimNames.Subject or ClaimTypes.NameIdentifier)
            {
                Agree(id?.Value, claim.Value, "its sub and name identifier differ");
                id ??= claim;
            }
            else if (claim.Type is ClaimNames.Issuer)
            {
                Agree(issuer?.Value, claim.Value, "it has two iss claims that differ");
                issuer = claim;
            }
        }

        if (id is null)
        {
            throw Unresolved("it has neither sub nor name identifier");
        }

        if (issuer is not null && !principal.Identities.Any(identity => identity.HasClaim(ClaimNames.Issuer, issuer.Value) && identity.HasClaim(IsId)))
        {
            throw Unresolved("its iss and its id belong to different identities");
        }

        var name = issuer?.Value ?? id.Subject?.AuthenticationType ?? principal.Identity?.AuthenticationType;
        return string.IsNullOrEmpty(name) ? throw Unresolved("it has neither iss nor an authentication scheme") : new SubjectIdentity(name, id.Value);

        static bool IsId(Claim claim) => claim.Type is ClaimNames.Subject or ClaimTypes.NameIdentifier;
    }

    private static void Agree(string? known, string value, string problem)
    {
        if (known is not null && !string.Equals(known, value, StringComparison.Ordinal))
        {
            throw Unresolved(problem);
        }
    }

    private static JitRejectedException Unresolved(string problem) =>
        new(Explanation.Of(new Finding(Reason.SubjectUnresolved, $"The signed-in principal does not name a subject: {problem}.")
        {
            Limit = "one issuer and one immutable id",
            Fix = TellHow,
        }));
}
