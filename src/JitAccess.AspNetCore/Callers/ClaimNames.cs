using System.Collections.Frozen;
using System.Security.Claims;

namespace JitAccess;

/// <summary>The claim types that have a meaning here, and those that are no attribute of a subject.</summary>
internal static class ClaimNames
{
    public const string Issuer = "iss";
    public const string Subject = "sub";
    public const string Actor = "act";
    public const string IssuedAt = "iat";
    public const string AuthenticationTime = "auth_time";
    public const string AuthenticationMethods = "amr";
    public const string AuthenticationLevel = "acr";
    public const string Name = "name";

    // What Microsoft's token handlers make of amr and acr unless they are told to keep claim types as they are.
    public const string MappedAuthenticationMethods = ClaimTypes.AuthenticationMethod;
    public const string MappedAuthenticationLevel = "http://schemas.microsoft.com/claims/authnclassreference";

    /// <summary>The claim types that hold roles everywhere.</summary>
    public static FrozenSet<string> Roles { get; } = new[] { ClaimTypes.Role, "role", "roles" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What a protocol needs, or what is read into facts of its own: no attribute (RFC 7519, section 4.1; OpenID Connect Core, section 2).</summary>
    public static FrozenSet<string> NoAttributes { get; } = new[]
    {
        Issuer, Subject, Actor, IssuedAt, AuthenticationTime, AuthenticationMethods, AuthenticationLevel, MappedAuthenticationMethods,
        MappedAuthenticationLevel, ClaimTypes.NameIdentifier, ClaimTypes.AuthenticationInstant,
        "aud", "exp", "nbf", "jti", "nonce", "sid", "azp", "at_hash", "c_hash", "s_hash", "may_act", "cnf",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// What names no person by its meaning: what somebody may do, for which client, of which tenant. Every other claim may be personal, so the
    /// journal keeps it as text that can be erased.
    /// </summary>
    public static FrozenSet<string> Impersonal { get; } = new[]
    {
        "scope", "scp", "groups", "wids", "entitlements", "client_id", "appid", "azpacr", "appidacr", "idp", "idtyp", "ver", "tid", "tenant", "tenant_id",
        ClaimTypes.GroupSid, "http://schemas.microsoft.com/identity/claims/scope", "http://schemas.microsoft.com/identity/claims/tenantid",
        "http://schemas.microsoft.com/identity/claims/identityprovider",
    }.ToFrozenSet(StringComparer.Ordinal);
}
