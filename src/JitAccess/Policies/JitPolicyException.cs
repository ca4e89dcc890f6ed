using System.Collections.Immutable;
using System.Globalization;

namespace JitAccess;

/// <summary>Policies that have errors. The message lists all of them.</summary>
public sealed class JitPolicyException : Exception
{
    /// <summary>Initialises the exception.</summary>
    /// <param name="findings">Everything that is wrong; at least one finding.</param>
    public JitPolicyException(IEnumerable<PolicyFinding> findings)
        : this([.. findings ?? throw new ArgumentNullException(nameof(findings))])
    {
    }

    private JitPolicyException(ImmutableArray<PolicyFinding> findings)
        : base(Describe(findings)) =>
        Findings = findings;

    /// <summary>Gets everything that is wrong, in the order of the documents.</summary>
    public ImmutableArray<PolicyFinding> Findings { get; }

    /// <summary>Throws when there is anything to report about a policy from code.</summary>
    internal static void ThrowIfAny(IReadOnlyCollection<Finding> findings)
    {
        if (findings.Count > 0)
        {
            throw new JitPolicyException(findings.Select(finding => PolicyFinding.Of(finding, file: null)));
        }
    }

    private static string Describe(ImmutableArray<PolicyFinding> findings)
    {
        var count = findings.Length == 1 ? "1 error" : string.Create(CultureInfo.InvariantCulture, $"{findings.Length} errors");
        return string.Join(Environment.NewLine + "  ", findings.Select(finding => finding.ToString()).Prepend($"The policies have {count}:"));
    }
}
