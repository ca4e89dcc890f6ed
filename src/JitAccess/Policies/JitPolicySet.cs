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

    internal JitPolicySet(string name, int version, ImmutableArray<JitPolicy> policies, ImmutableArray<JitGuardrail> guardrails = default)
    {
        Name = name;
        Version = version;
        Policies = policies;
        Guardrails = guardrails.IsDefault ? [] : guardrails;
        _utf8 = CanonicalJson.Bytes(writer => PolicyWriter.Write(writer, this));
        Hash = CanonicalJson.Hash(_utf8);
    }

    /// <summary>Gets the name: lower-case words of <c>a-z 0-9</c> joined by <c>-</c>, at most 64 characters.</summary>
    public string Name { get; }

    /// <summary>Gets the version, 1 or greater. Raise it with every change.</summary>
    public int Version { get; }

    /// <summary>Gets the policies, at most 500; at least one where there is no guardrail.</summary>
    public ImmutableArray<JitPolicy> Policies { get; }

    /// <summary>Gets the deny rules over all policies of all sets, at most 100. <value>The default is empty.</value></summary>
    public ImmutableArray<JitGuardrail> Guardrails { get; }

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
    public static JitPolicySet Create(string name, int version, params ReadOnlySpan<JitPolicy> policies) => Create(name, version, [.. policies], []);

    /// <summary>Makes a set of policies and guardrails.</summary>
    /// <param name="name">The name: lower-case words of <c>a-z 0-9</c> joined by <c>-</c>, at most 64 characters.</param>
    /// <param name="version">The version, 1 or greater.</param>
    /// <param name="policies">At most 500 policies with distinct names; at least one where there is no guardrail.</param>
    /// <param name="guardrails">At most 100 guardrails with distinct names.</param>
    /// <returns>The set.</returns>
    /// <exception cref="JitPolicyException">Something is wrong; it lists everything that is.</exception>
    public static JitPolicySet Create(string name, int version, IEnumerable<JitPolicy> policies, IEnumerable<JitGuardrail> guardrails)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(guardrails);
        ImmutableArray<JitPolicy> all = [.. policies];
        ImmutableArray<JitGuardrail> denying = [.. guardrails];
        if (all.Contains(null!) || denying.Contains(null!))
        {
            throw new ArgumentNullException(all.Contains(null!) ? nameof(policies) : nameof(guardrails));
        }

        var findings = new List<Finding>();
        PolicyRules.CheckSet(name, version, [.. all.Select(policy => policy.Name)], [.. denying.Select(guardrail => guardrail.Name)], "$", findings);
        JitPolicyException.ThrowIfAny(findings);
        var set = new JitPolicySet(name, version, all, denying);
        PolicyDocument.CheckSize(set, findings);
        JitPolicyException.ThrowIfAny(findings);
        return set;
    }

    /// <summary>Reads a set from strict JSON, as a policy file holds it: to lint, to compare, or to publish it.</summary>
    /// <param name="json">The document, at most 1 MiB.</param>
    /// <returns>The set; its hash is that of its canonical form, however the document was written.</returns>
    /// <exception cref="JitPolicyException">Something is wrong with it; it lists everything that is.</exception>
    public static JitPolicySet Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var findings = new List<Finding>();
        var set = PolicyDocument.ReadSet(System.Text.Encoding.UTF8.GetBytes(json), findings);
        JitPolicyException.ThrowIfAny(findings);
        return set!;
    }

    /// <summary>Returns the canonical form: the text that is published and hashed.</summary>
    /// <returns>Compact JSON.</returns>
    public string ToJson() => System.Text.Encoding.UTF8.GetString(_utf8);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}";
}
