using System.Collections.Immutable;

namespace JitAccess;

/// <summary>The policy files that changed on disk and cannot be published, until they are mended: for the health check and the meter.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PolicyFileTrouble
{
    private volatile IReadOnlyList<PolicyFinding> _findings = [];

    /// <summary>Gets everything that is wrong with them; empty when nothing is.</summary>
    public IReadOnlyList<PolicyFinding> Findings => _findings;

    /// <summary>Gets how many files it is.</summary>
    public int Files => _findings.Select(finding => finding.File).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Replaces what is known to be wrong.</summary>
    public void Set(ImmutableArray<PolicyFinding> findings) => _findings = findings;
}
