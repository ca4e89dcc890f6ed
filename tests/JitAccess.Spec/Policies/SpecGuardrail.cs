namespace JitAccess.Spec;

/// <summary>A deny rule over all policies.</summary>
internal sealed class SpecGuardrail
{
    public string Name { get; set; } = "";

    /// <summary>What it covers; all when empty.</summary>
    public List<string> Permissions { get; set; } = [];

    /// <summary>Where; everywhere when empty.</summary>
    public List<string> Resources { get; set; } = [];

    public SpecCondition When { get; set; } = new();

    public bool Covers(SpecScope scope) =>
        (Permissions.Count == 0 || Permissions.Contains(scope.Permission))
        && (Resources.Count == 0 || Resources.Exists(resource => SpecScope.Covers(resource, scope.Resource) || SpecScope.Covers(scope.Resource, resource)));

    public override string ToString() => $"{Name} denies [{string.Join(", ", Permissions)}] on [{string.Join(", ", Resources)}] when {When}";
}
