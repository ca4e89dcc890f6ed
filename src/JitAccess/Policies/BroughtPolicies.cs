using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;

namespace JitAccess;

/// <summary>The policy sets that this host brings, from files and from code, read once.</summary>
internal sealed class BroughtPolicies(
    IEnumerable<PolicyFilePattern> patterns, IEnumerable<JitPolicySet> code, ConditionRegistry registry, IHostEnvironment environment)
{
    private ImmutableArray<LoadedPolicySet> _sets;

    /// <summary>Reads and checks everything.</summary>
    /// <exception cref="JitPolicyException">Something is wrong; it lists everything that is, in all files.</exception>
    public ImmutableArray<LoadedPolicySet> Load() =>
        _sets.IsDefault
            ? _sets = PolicySources.Load(environment.ContentRootPath, patterns.Select(item => item.Pattern), code, registry)
            : _sets;
}

/// <summary>A pattern of policy files that the application named.</summary>
internal sealed record PolicyFilePattern(string Pattern);
