using System.Collections.Immutable;

namespace JitAccess;

/// <summary>A named, versioned set of policies: what is published as one, in one command.</summary>
/// <remarks>
/// A host publishes each set that it brings when its name is new or its version is greater than the published one. Immutable and safe for concurrent
/// use.
/// </remarks>
public sealed class JitPolicySet
{
    private readonly byte[] _utf8;

    internal JitPolicySet(string name, int version, ImmutableArray<JitPolicy> policies)
    {
        Name = name;
        Version = version;
        Policies = policies;
        _utf8 = CanonicalJson.Bytes(writer => PolicyWriter.Write(writer, this));
        Hash = CanonicalJson.Hash(_utf8);
    }

    /// <summary>Gets the name: lower-case words of <c>a-z 0-9</c> joined by <c>-</c>, at most 64 characters.</summary>
    public string Name { get; }

    /// <summary>Gets the version, 1 or greater. Raise it with every change.</summary>
    public int Version { get; }

    /// <summary>Gets the policies, 1 to 500.</summary>
    public ImmutableArray<JitPolicy> Policies { get; }

    /// <summary>Gets the SHA-256 of the canonical form in lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>Gets the canonical form: the UTF-8 bytes that are published and hashed.</summary>
    internal ReadOnlyMemory<byte> Utf8 => _utf8;

    /// <summary>Makes a set of policies.</summary>
    /// <param name="name">The name: lower-case words of <c>a-z 0-9</c> joined by <c>-</c>, at most 64 characters.</param>
    /// <param name="version">The version, 1 or greater.</param>
    /// <param name="policies">1 to 500 policies with distinct names.</param>
    /// <returns>The set.</returns>
    /// <exception cref="JitPolicyException">Something is wrong; it lists everything that is.</exception>
    public static JitPolicySet Create(string name, int version, params ReadOnlySpan<JitPolicy> policies)
    {
        foreach (var policy in policies)
        {
            ArgumentNullException.ThrowIfNull(policy, nameof(policies));
        }

        var findings = new List<Finding>();
        ImmutableArray<JitPolicy> all = [.. policies];
        PolicyRules.CheckSet(name, version, [.. all.Select(policy => policy.Name)], "$", findings);
        JitPolicyException.ThrowIfAny(findings);
        var set = new JitPolicySet(name, version, all);
        PolicyDocument.CheckSize(set, findings);
        JitPolicyException.ThrowIfAny(findings);
        return set;
    }

    /// <summary>Returns the canonical form: the text that is published and hashed.</summary>
    /// <returns>Compact JSON.</returns>
    public string ToJson() => System.Text.Encoding.UTF8.GetString(_utf8);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}";
}
