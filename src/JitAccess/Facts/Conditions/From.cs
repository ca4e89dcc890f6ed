using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Conditions on where the session comes from.</summary>
public static class From
{
    /// <summary>Holds for a session whose address lies in one of the networks.</summary>
    /// <param name="networks">1 to 100 networks in CIDR notation, such as <c>10.0.0.0/8</c> or <c>2001:db8::/32</c>.</param>
    /// <returns>The condition.</returns>
    public static Condition Network(params ReadOnlySpan<string> networks) => new NetworkCondition(networks.ToImmutableArray());
}
