namespace JitAccess;

/// <summary>A part of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The items.</param>
/// <param name="Next">What to pass on for the next part; <see langword="null"/> when this was the last.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitPage<T>(IReadOnlyList<T> Items, string? Next);
