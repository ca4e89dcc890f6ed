namespace JitAccess;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Limit">At most this many items, 1 to 200. <value>The default is 50.</value></param>
/// <param name="After">The <see cref="JitPage{T}.Next"/> of the part before; <see langword="null"/> for the first.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitPageRequest(int Limit = 50, string? After = null);
