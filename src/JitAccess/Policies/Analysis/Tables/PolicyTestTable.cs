using System.Collections.Immutable;
using System.Text;
using NodaTime;

namespace JitAccess;

/// <summary>A table of expected decisions: people, a moment, and who asks for what.</summary>
/// <param name="Now">The moment at which is asked, where a row does not say another.</param>
/// <param name="People">The people, by distinct names.</param>
/// <param name="Cases">The rows.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record PolicyTestTable(Instant Now, ImmutableArray<PolicyTestPerson> People, ImmutableArray<PolicyTestCase> Cases)
{
    /// <summary>Reads a table from strict JSON; the package has its schema in it, <c>schemas/jit-policy-tests.schema.json</c>.</summary>
    /// <param name="json">The document, at most 1 MiB.</param>
    /// <returns>The table.</returns>
    /// <exception cref="JitPolicyException">Something is wrong with it; it lists everything that is.</exception>
    public static PolicyTestTable Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var findings = new List<Finding>();
        var table = PolicyTestDocument.Read(Encoding.UTF8.GetBytes(json), findings);
        JitPolicyException.ThrowIfAny(findings);
        return table!;
    }
}
