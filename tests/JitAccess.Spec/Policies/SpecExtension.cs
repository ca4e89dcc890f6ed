namespace JitAccess.Spec;

/// <summary>What a policy says of extensions.</summary>
internal sealed class SpecExtension
{
    /// <summary>How long a grant and its extensions last in all.</summary>
    public long UpTo { get; set; }

    public List<SpecStage> Stages { get; set; } = [];

    public bool AutoApproved { get; set; }

    public override string ToString() => $"up to {UpTo} stages [{string.Join(", ", Stages)}] auto {AutoApproved}";
}
