namespace JitAccess;

/// <summary>A link that came with a vote.</summary>
/// <param name="Says">
/// What it says, or nothing where it is no link of this voter for this request: made for somebody or something else, forged, cut off, or sealed with a key that
/// the ring does not hold. Nobody can tell which.
/// </param>
internal sealed record PresentedLink(ApprovalLink? Says);
