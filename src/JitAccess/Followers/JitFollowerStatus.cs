namespace JitAccess;

/// <summary>How a follower fares, as this node knows it.</summary>
/// <param name="Name">The name of the follower.</param>
/// <param name="State">What this node does for it.</param>
/// <param name="Position">The last entry that was delivered or set aside; 0 where another node delivers.</param>
/// <param name="Behind">How many entries are still to be delivered; 0 where another node delivers.</param>
/// <param name="SetAside">How many entries were set aside and wait beside the others; 0 where another node delivers.</param>
/// <param name="Failure">What the last failure is called while it lasts: a type, never a text.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitFollowerStatus(string Name, JitFollowerState State, long Position, long Behind, int SetAside, string? Failure);
