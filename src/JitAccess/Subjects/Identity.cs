namespace JitAccess;

/// <summary>A subject together with what the directory says about the human behind it.</summary>
/// <param name="Subject">The account.</param>
/// <param name="PersonId">The directory's id of the human, the same for all accounts of one; <see langword="null"/> when it has none.</param>
internal readonly record struct Identity(Subject Subject, string? PersonId = null);
