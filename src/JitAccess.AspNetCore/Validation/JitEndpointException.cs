using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Endpoints are protected in a way that would not hold. The host does not start.</summary>
public sealed class JitEndpointException : Exception
{
    internal JitEndpointException(IEnumerable<string> findings)
        : this([.. findings.Distinct(StringComparer.Ordinal)])
    {
    }

    private JitEndpointException(ImmutableArray<string> findings)
        : base($"JitAccess: {findings.Length} finding(s) in how endpoints are protected:{string.Concat(findings.Select(finding => "\n- " + finding))}") =>
        Findings = findings;

    /// <summary>Gets every finding: where, what is wrong, and what would mend it.</summary>
    public ImmutableArray<string> Findings { get; }
}
