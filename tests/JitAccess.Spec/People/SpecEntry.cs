namespace JitAccess.Spec;

/// <summary>What the directory says about an account.</summary>
internal sealed class SpecEntry
{
    public List<string> Roles { get; set; } = [];

    public Dictionary<string, List<string>> Attributes { get; set; } = [];

    public bool IsActive { get; set; } = true;

    public bool IsGroup { get; set; }
}
