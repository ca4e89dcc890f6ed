namespace JitAccess;

/// <summary>What the directory says about a subject.</summary>
/// <param name="Entry">The entry; nothing when it does not know the subject, failed, or there is none.</param>
/// <param name="Failed">Whether it failed.</param>
internal readonly record struct DirectoryLookup(DirectoryEntry? Entry, bool Failed);
