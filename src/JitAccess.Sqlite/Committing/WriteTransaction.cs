using JitAccess.Stores;

namespace JitAccess.Sqlite;

/// <summary>A transaction that writes. It holds the database's write lock from its beginning, so what it has read of the head stays so until it writes more.</summary>
/// <remarks>Of one thread.</remarks>
internal sealed class WriteTransaction(Database database)
{
    private JournalHead? _head;

    public Database Database => database;

    /// <summary>The head, read once.</summary>
    public JournalHead Head(StoreClock clock) => _head ??= Sqlite.Head.Read(database, clock);

    /// <summary>The head is where an entry was appended.</summary>
    public void MoveTo(StoredEntry entry) => _head = new JournalHead(entry.Position, entry.Hash, _head!.StoreTime);
}
