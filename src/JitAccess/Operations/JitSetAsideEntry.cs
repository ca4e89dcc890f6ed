using NodaTime;

namespace JitAccess;

/// <summary>An entry that a follower could not take.</summary>
/// <param name="Position">Where it stands in the journal.</param>
/// <param name="Since">When it was set aside.</param>
/// <param name="Attempts">How often it was tried again since.</param>
/// <param name="NextTry">When it is tried again at the earliest.</param>
/// <param name="Failure">What the last failure was called: a type, never a text.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitSetAsideEntry(long Position, Instant Since, int Attempts, Instant NextTry, string Failure);
