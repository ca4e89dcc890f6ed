using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Sqlite;

/// <summary>The durable store for one machine: records and journal in one SQLite file.</summary>
/// <remarks>
/// Thread-safe. Commits of this process share transactions; several processes may open one file. SQLite works synchronously: a read takes
/// microseconds on the caller's thread, and one caller at a time waits for the disk on behalf of all.
/// </remarks>
internal sealed class SqliteGrantStore : IGrantStore, IEmbeddedStore, IDisposable
{
    private readonly DatabaseLocation _location;
    private readonly SqliteStoreOptions _options;
    private readonly StoreClock _clock;
    private readonly Checkpoints _checkpoints;
    private readonly GroupWriter _writer;
    private readonly ReaderPool _readers;
    private readonly EphemeralKeyRing _ephemeralKeys = new();

    // Keeps a database in memory alive.
    private Database? _anchor;

    public SqliteGrantStore(DatabaseLocation location, SqliteStoreOptions options, TimeProvider timeProvider)
    {
        options.Demand();
        _location = location;
        _options = options;
        _clock = new StoreClock(timeProvider);

        // In memory a reader blocks the writer, and many readers would leave it no moment.
        var gate = location.Path is null ? new Lock() : null;
        _checkpoints = new Checkpoints(OpenWriter);
        _writer = new GroupWriter(OpenWriter, Explain, gate, location.Path is null ? static _ => { } : _checkpoints.Note);
        _readers = new ReaderPool(OpenReader, gate);
    }

    public IJitKeyRing OpenLocalKeyRing()
    {
        DatabaseFolder.Demand(_location, _options);
        return _location.KeyPath is { } keyPath ? Explained(() => LocalKeys.Open(_location, keyPath, () => Open())) : _ephemeralKeys;
    }

    public ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DatabaseFolder.Demand(_location, _options);
        _location.CreateFile();
        Explained(() =>
        {
            _anchor ??= _location.Path is null ? Open(create: true) : null;
            using var database = Open(create: true);
            DatabaseSchema.Prepare(database, _location);
            return true;
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Read(database => RecordReader.Load(database, keys, _clock), cancellationToken);
    }

    public ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new(_writer.RunAsync(transaction => BatchWriter.Write(transaction, batch, _clock), cancellationToken));
    }

    public ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        return Read(database => JournalReader.Read(database, after, limit, _clock), cancellationToken);
    }

    public ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Explained(() => LiveGrants.Open(_readers, _clock, _location, Explain)));
    }

    public ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Read(Queries.Prepare(query, page, _clock), cancellationToken);
    }

    public async ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        var erase = Eraser.Prepare(erasure);
        var erased = await _writer.RunAsync(transaction => erase(transaction.Database), cancellationToken).ConfigureAwait(false);
        if (erased > 0)
        {
            Explained(() => _checkpoints.Without(() =>
            {
                using var database = OpenWriter();
                Eraser.EmptyLog(database);
                return true;
            }));
        }

        return erased;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _checkpoints.Dispose();
        _readers.Dispose();
        _anchor?.Dispose();
    }

    private ValueTask<T> Read<T>(Func<Database, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Explained(() => _readers.Read(work)));
    }

    private Database Open(bool create = false) => Database.Open(_location.ConnectionString(create), _options);

    private Database OpenReader() => ConnectionSettings.ForReading(Open());

    private Database OpenWriter() => ConnectionSettings.ForWriting(Open(), _location, _options);

    private Exception Explain(Exception exception) => SqliteFailure.Explain(exception, _location);

    private T Explained<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Microsoft.Data.Sqlite.SqliteException exception)
        {
            throw Explain(exception);
        }
    }
}
