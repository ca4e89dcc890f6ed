namespace JitAccess.Stores;

/// <summary>How far a reader has come, with the hash that proves which journal it has been reading.</summary>
/// <param name="Position">The position of the last entry that was read; 0 for none.</param>
/// <param name="Hash">The hash of that entry; <see cref="JournalHead.NoHash"/> for none.</param>
public readonly record struct JournalCursor(long Position, ReadOnlyMemory<byte> Hash)
{
    /// <summary>Gets the cursor before the first entry.</summary>
    public static JournalCursor Start { get; } = new(0, JournalHead.NoHash);
}
