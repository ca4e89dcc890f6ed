namespace JitAccess.Spec;

/// <summary>A stage of a policy.</summary>
internal sealed class SpecStage
{
    public string Name { get; set; } = "lead";

    public SpecCondition Approvers { get; set; } = new();

    public int Needs { get; set; } = 1;

    public int DeniedBy { get; set; } = 1;

    public override string ToString() => $"{Name}: {Needs} of {Approvers}, denied by {DeniedBy}";
}
