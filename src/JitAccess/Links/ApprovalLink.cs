namespace JitAccess;

/// <summary>What a one-shot link says: it verifies, and was made for this very voter and request.</summary>
/// <param name="Id">Its id, which the vote that uses it carries.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Shows">Whether a request at a stage is what the link was sent with. Pure.</param>
internal sealed record ApprovalLink(string Id, Deadline Until, Func<RequestRecord, ApprovalStage, bool> Shows);
