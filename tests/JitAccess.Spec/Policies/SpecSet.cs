namespace JitAccess.Spec;

/// <summary>A published version of a policy set.</summary>
internal sealed class SpecSet
{
    public string Name { get; set; } = "set";

    public int Version { get; set; } = 1;

    public List<SpecPolicy> Policies { get; set; } = [];

    public List<SpecGuardrail> Guardrails { get; set; } = [];

    public override string ToString() => $"{Name} {Version} {{ {string.Join("; ", Policies)} }} [{string.Join("; ", Guardrails)}]";
}
