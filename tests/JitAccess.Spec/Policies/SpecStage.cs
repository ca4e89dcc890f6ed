namespace JitAccess.Spec;

/// <summary>A stage of a policy.</summary>
internal sealed class SpecStage
{
    public string Name { get; set; } = "lead";

    public SpecCondition Approvers { get; set; } = new();

    public int Needs { get; set; } = 1;

    public int DeniedBy { get; set; } = 1;

    /// <summary>After how long without its quorum others may decide too; nothing means never.</summary>
    public long? EscalatesAfter { get; set; }

    public SpecCondition EscalatesTo { get; set; } = new();

    /// <summary>Who may decide at one time or another.</summary>
    public SpecCondition Deciders => EscalatesAfter is null ? Approvers : new SpecCondition { Kind = "any", Children = [Approvers, EscalatesTo] };

    public override string ToString() =>
        $"{Name}: {Needs} of {Approvers}, denied by {DeniedBy}{(EscalatesAfter is null ? "" : $", after {EscalatesAfter / 1000} s also {EscalatesTo}")}";
}
