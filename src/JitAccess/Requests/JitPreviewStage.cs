using System.Collections.Immutable;

namespace JitAccess;

/// <summary>A stage of what is not asked for yet.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Needs">How many distinct humans must approve.</param>
/// <param name="Approvers">Who may decide, in words.</param>
/// <param name="Asked">
/// Everybody who could approve, at most 500, sorted by issuer and id, without the requester and whoever counts as one human with them. Some may
/// turn out not to be allowed by what only their session tells. <see langword="null"/> when it cannot be told: see <see cref="IListingDirectory"/>.
/// </param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitPreviewStage(string Name, int Needs, string Approvers, ImmutableArray<JitApprover>? Asked);
