namespace JitAccess;

/// <summary>A stage as an answer shows it, without its votes: what was answered under an idempotency key is kept.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Needs">How many distinct humans must approve.</param>
/// <param name="Approvers">Who may decide, in words.</param>
/// <param name="Approvals">How many approvals count.</param>
/// <param name="IsOpen">Whether it is the one that waits for votes.</param>
internal sealed record ShownStage(string Name, int Needs, string Approvers, int Approvals, bool IsOpen);
