using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using NodaTime;

namespace JitAccess;

/// <summary>What a principal's claims say about its subject, as facts: roles, attributes, and how it signed in.</summary>
/// <remarks>
/// A claim type with more than 64 values, or a value longer than 256 characters, is left out whole, and so is what comes after 128 claim types:
/// half a list could make a "not" true, a missing one makes nothing true.
/// </remarks>
internal static class ClaimFacts
{
    private const int MaxTypes = 128;
    private const int MaxValues = 64;
    private const int MaxLength = 256;

    /// <summary>Reads the facts.</summary>
    /// <param name="principal">The principal.</param>
    /// <param name="options">Which claims hold roles, and which name no person, beside the usual ones.</param>
    /// <param name="now">The moment at which it is presented.</param>
    public static IEnumerable<Fact> Read(ClaimsPrincipal principal, CallerOptions options, Instant now)
    {
        var at = SaidAt(principal, now);
        var values = Collect(principal, options);
        foreach (var (name, said) in values)
        {
            if (said.Values is { Count: > 0 and <= MaxValues } found)
            {
                yield return new Fact(name, [.. found], FactOrigins.Claims, at) { IsPersonal = said.IsPersonal };
            }
        }
    }

    /// <summary>When the principal last signed in according to its claims, in seconds since the Unix epoch; two answers are unreadable, not newer.</summary>
    public static ImmutableArray<string> AuthenticationTimes(ClaimsPrincipal principal) =>
    [
        .. principal
            .FindAll(claim => claim.Type is ClaimNames.AuthenticationTime or ClaimTypes.AuthenticationInstant && claim.Value.Length <= MaxLength)
            .Select(claim => claim.Value)
            .Distinct(StringComparer.Ordinal)
            .Take(2),
    ];

    private static Dictionary<string, Said> Collect(ClaimsPrincipal principal, CallerOptions options)
    {
        var facts = new Dictionary<string, Said>(StringComparer.Ordinal);
        foreach (var identity in principal.Identities)
        {
            foreach (var claim in identity.Claims)
            {
                if (NameOf(claim, identity, options) is not { } name || (facts.Count == MaxTypes && !facts.ContainsKey(name)))
                {
                    continue;
                }

                if (!facts.TryGetValue(name, out var said))
                {
                    facts.Add(name, said = new Said(IsPersonal(name, claim.Type, options)));
                }

                said.Add(claim.Value);
            }
        }

        return facts;
    }

    private static string? NameOf(Claim claim, ClaimsIdentity identity, CallerOptions options) => claim.Type switch
    {
        ClaimNames.AuthenticationMethods or ClaimNames.MappedAuthenticationMethods => FactNames.AuthenticationMethods,
        ClaimNames.AuthenticationLevel or ClaimNames.MappedAuthenticationLevel => FactNames.AuthenticationLevel,
        var type when ClaimNames.Roles.Contains(type) || type == identity.RoleClaimType || options.RoleClaimTypes.Contains(type) => FactNames.Role,
        var type when ClaimNames.NoAttributes.Contains(type) || type.Length is 0 or > NamedValuesCondition.MaxNameLength => null,
        var type => FactNames.Attribute(type),
    };

    // An allowlist: what nobody thought of is personal. Roles and how somebody signed in are facts of their own, and name nobody.
    private static bool IsPersonal(string name, string type, CallerOptions options) =>
        name.StartsWith(FactNames.AttributePrefix, StringComparison.Ordinal)
        && !ClaimNames.Impersonal.Contains(type)
        && !options.ImpersonalClaimTypes.Contains(type);

    // A token of the future was not issued in the future: somebody's clock is wrong, and ours counts.
    private static Instant SaidAt(ClaimsPrincipal principal, Instant now)
    {
        var earliest = now;
        foreach (var claim in principal.FindAll(ClaimNames.IssuedAt))
        {
            // NumericDate may have a fraction (RFC 7519, section 2). What cannot be read is as old as can be.
            var seconds = decimal.TryParse(claim.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read) ? decimal.Floor(read) : 0;
            if (seconds < earliest.ToUnixTimeSeconds())
            {
                earliest = Instant.FromUnixTimeSeconds((long)seconds);
            }
        }

        return earliest;
    }

    private sealed class Said(bool isPersonal)
    {
        private List<string>? _values = [];

        public bool IsPersonal { get; } = isPersonal;

        /// <summary>The distinct values; <see langword="null"/> when they are left out.</summary>
        public List<string>? Values => _values;

        public void Add(string value)
        {
            if (value.Length > MaxLength || _values?.Count > MaxValues)
            {
                _values = null;
            }
            else if (_values?.Contains(value, StringComparer.Ordinal) == false)
            {
                _values.Add(value);
            }
        }
    }
}
