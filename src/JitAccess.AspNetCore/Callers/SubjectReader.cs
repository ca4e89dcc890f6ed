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

    /// <summary>Reads the texts that name the subject, and what it is; whether they are canonical is seen when a subject is made of them.</summary>
    public bool TryRead(ClaimsPrincipal principal, out SubjectName name, out SubjectKind kind, [NotNullWhen(false)] out Explanation? refusal)
    {
        name = default;
        (kind, refusal) = (default, null);
        try
        {
            if (!IsSignedIn(principal))
            {
                refusal = Explanation.Of(new Finding(Reason.NotSignedIn, "Nobody is signed in.") { Fix = "Sign in." });
                return false;
            }

            var (issuer, id) = _options.IdentifySubjectBy is { } identify ? Chosen(identify(principal)) : Identify(principal);
            name = new SubjectName(_options.TenantFrom is { } source ? TenantOf(source(principal)) : Tenant.Default, issuer, id);
            kind = _options.AsWorkloadWhen?.Invoke(principal) == true ? SubjectKind.Workload : SubjectKind.Human;
            return true;
        }
        catch (JitRejectedException rejected)
        {
            refusal = rejected.Explanation;
            return false;
        }
    }

    /// <summary>Makes the subject of such texts.</summary>
    public static bool TryMake(SubjectName name, SubjectKind kind, [NotNullWhen(true)] out Subject? subject, [NotNullWhen(false)] out Explanation? refusal)
    {
        (subject, refusal) = (null, null);
        try
        {
            var (issuer, id) = (name.Issuer.ToString(), name.Id.ToString());
            subject = kind == SubjectKind.Workload ? Subject.Workload(issuer, id, name.Tenant) : Subject.Human(issuer, id, name.Tenant);
            return true;
        }
        catch (JitRejectedException rejected)
        {
            refusal = rejected.Explanation;
            return false;
        }
    }

    private static bool IsSignedIn(ClaimsPrincipal principal)
    {
        var identities = ListOf.Items(principal.Identities);
        for (var index = 0; index < identities.Count; index++)
        {
            if (identities[index].IsAuthenticated)
            {
                return true;
            }
        }

        return false;
    }

    private static (string Issuer, string Id) Chosen(SubjectIdentity? identity) =>
        identity is { Issuer: { } issuer, Id: { } id } ? (issuer, id) : throw Unresolved("IdentifySubjectBy names no subject for it");

    private static Tenant TenantOf(string? id) => string.IsNullOrEmpty(id)
        ? throw new JitRejectedException(Explanation.Of(new Finding(Reason.TenantUnresolved, "The signed-in principal does not name a tenant.")
        {
            Fix = "Sign in with an account of a tenant.",
        }))
        : Tenant.Of(id);

    // Two answers to "who is it" are none: whichever was taken, somebody could be somebody else.
    private static (string Issuer, string Id) Identify(ClaimsPrincipal principal)
    {
        Claim? id = null;
        Claim? issuer = null;
        var isOfOneIdentity = false;
        var identities = ListOf.Items(principal.Identities);
        for (var index = 0; index < identities.Count; index++)
        {
            var (hasId, hasIssuer) = (false, false);
            var claims = ListOf.Items(identities[index].Claims);
            for (var at = 0; at < claims.Count; at++)
            {
                var claim = claims[at];
                if (claim.Type is ClaimNames.Subject or ClaimTypes.NameIdentifier)
                {
                    Agree(id?.Value, claim.Value, "its sub and name identifier differ");
                    id ??= claim;
                    hasId = true;
                }
                else if (claim.Type is ClaimNames.Issuer)
                {
                    Agree(issuer?.Value, claim.Value, "it has two iss claims that differ");
                    issuer = claim;
                    hasIssuer = true;
                }
            }

            isOfOneIdentity |= hasId && hasIssuer;
        }

        if (id is null)
        {
            throw Unresolved("it has neither sub nor name identifier");
        }

        if (issuer is not null && !isOfOneIdentity)
        {
            throw Unresolved("its iss and its id belong to different identities");
        }

        var name = issuer?.Value ?? id.Subject?.AuthenticationType ?? principal.Identity?.AuthenticationType;
        return string.IsNullOrEmpty(name) ? throw Unresolved("it has neither iss nor an authentication scheme") : (name, id.Value);
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
