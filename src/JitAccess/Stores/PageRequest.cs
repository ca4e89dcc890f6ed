namespace JitAccess.Stores;

/// <summary>Which part of a long answer is wanted.</summary>
/// <param name="Limit">At most this many records, 1 to 1000.</param>
/// <param name="After">The <see cref="QueryPage.Next"/> of the page before, or <see langword="null"/> for the first.</param>
public readonly record struct PageRequest(int Limit, string? After = null);
