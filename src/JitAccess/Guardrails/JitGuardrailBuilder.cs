namespace JitAccess;

/// <summary>Writes a guardrail in C#. Nothing is checked before <see cref="Build"/>, which reports everything at once.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class JitGuardrailBuilder
{
    private readonly string _name;
    private List<string>? _permissions;
    private List<string>? _resources;
    private Condition? _when;

    internal JitGuardrailBuilder(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _name = name;
    }

    /// <summary>Names what it covers; every permission when left out.</summary>
    /// <param name="permissions">Permissions such as <c>payroll:read</c>.</param>
    /// <returns>This builder.</returns>
    public JitGuardrailBuilder Denies(params ReadOnlySpan<string> permissions)
    {
        (_permissions ??= []).AddRange(permissions);
        return this;
    }

    /// <summary>Names where; everywhere, the root among it, when left out.</summary>
    /// <param name="resources">Resources such as <c>payroll/*</c>.</param>
    /// <returns>This builder.</returns>
    public JitGuardrailBuilder On(params ReadOnlySpan<string> resources)
    {
        (_resources ??= []).AddRange(resources);
        return this;
    }

    /// <summary>Says when it denies. Said again, it replaces what was said before. What cannot be told counts as holding.</summary>
    /// <param name="condition">What holds of whoever asks, when access is to begin.</param>
    /// <returns>This builder.</returns>
    public JitGuardrailBuilder When(Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        _when = condition;
        return this;
    }

    /// <summary>Checks everything and makes the guardrail.</summary>
    /// <returns>The guardrail.</returns>
    /// <exception cref="JitPolicyException">Something is wrong; it lists everything that is.</exception>
    public JitGuardrail Build()
    {
        var findings = new List<Finding>();
        var draft = GuardrailRules.Read(_name, _permissions, _resources, _when, "$", findings);
        JitPolicyException.ThrowIfAny(findings);
        return new JitGuardrail(draft);
    }
}
