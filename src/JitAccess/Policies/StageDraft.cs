namespace JitAccess;

/// <summary>A stage as the builder or a file says it, before anything is checked.</summary>
internal sealed record StageDraft
{
    public string? Name { get; init; }

    public Condition? Approvers { get; init; }

    public int Needs { get; init; } = 1;

    public int DeniedBy { get; init; } = 1;
}
