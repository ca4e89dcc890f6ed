using System.Globalization;
using JitAccess.Stores;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>The durable store for many nodes: records and journal in one schema of a PostgreSQL database.</summary>
/// <remarks>Thread-safe. Commits of this process share transactions; those of all processes follow each other. Nothing is kept between calls.</remarks>
internal sealed class PostgreSqlGrantStore : IGrantStore, IHintingStore, IDisposable
{
    private readonly Server _server;
    private readonly Statements _sql;
    private readonly DatabaseSchema _schema;
    private readonly SnapshotReader _reader;
    private readonly WriteTransactions _transactions;
    private readonly GroupQueue<CommitBatch, CommitResult> _queue;

    public PostgreSqlGrantStore(string connectionString, PostgreSqlStoreOptions options, TimeProvider timeProvider)
    {
        options.Demand();
        _server = Server.Create(connectionString, options);
        var schema = $"\"{options.Schema}\"";
        _sql = new Statements(schema);
        _schema = new DatabaseSchema(_server, schema);
        _transactions = new WriteTransactions(_sql, options);
        var heads = new HeadReader(_server, options, new StoreClock(timeProvider));
        _reader = new SnapshotReader(_server, _sql, heads);
        _queue = new GroupQueue<CommitBatch, CommitResult>(
            GroupCommitter.MaxGroup, new GroupCommitter(_server, _sql, heads, _transactions).WriteAsync, _server.Dispose);
    }

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => new(ExplainedAsync(async () =>
    {
        await _schema.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }));

    public ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var wanted = keys.Where(key => StoreText.IsWellFormed(key.Id) && StoreText.IsWellFormed(key.Tenant.Id)).Distinct().Select(StoredText.KeyOf);
        return ReadAsync(
            async (head, rows) => new LoadResult(await Rows.ListAsync(rows, static row => Rows.Record(row), cancellationToken).ConfigureAwait(false), head.Journal.StoreTime),
            cancellationToken,
            Parameters.Statement(_sql.SelectRecords, Parameters.Column(wanted)));
    }

    public ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new(_queue.RunAsync(batch, cancellationToken));
    }

    public ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        return ReadAsync(
            async (head, rows) =>
            {
                var holds = await HoldsAsync(rows, after, head.Journal, cancellationToken).ConfigureAwait(false);
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                var entries = holds ? await Rows.ListAsync(rows, Rows.Entry, cancellationToken).ConfigureAwait(false) : [];
                return new JournalPage(entries, head.Journal, head.Incarnation, holds);
            },
            cancellationToken,
            Parameters.Statement(_sql.SelectHash, Parameters.Of(after.Position)),
            Parameters.Statement(_sql.SelectEntries, Parameters.Of(after.Position), Parameters.Of((long)limit)));
    }

    public async ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken) =>
        await ExplainedAsync(() => _reader.OpenLiveGrantsAsync(Explain, cancellationToken)).ConfigureAwait(false);

    public ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (statement, tokenOf) = Queries.Prepare(_sql, query, page);
        return statement is null
            ? ReadAsync((head, _) => Task.FromResult(new QueryPage([], null, head.Journal.StoreTime)), cancellationToken)
            : ReadAsync(
                async (head, rows) =>
                {
                    var found = await Rows.ListAsync(rows, row => (Record: Rows.Record(row), Token: tokenOf(row)), cancellationToken).ConfigureAwait(false);
                    var next = found.Count > page.Limit ? found[page.Limit - 1].Token.ToString() : null;
                    return new QueryPage([.. found.Take(page.Limit).Select(item => item.Record)], next, head.Journal.StoreTime);
                },
                cancellationToken,
                statement);
    }

    public async ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        var texts = erasure as Erasure.TextsOf ?? throw new UnknownStoreQueryException(erasure);
        if (!StoreText.IsWellFormed(texts.Subject) || !StoreText.IsWellFormed(texts.Tenant.Id))
        {
            return 0;
        }

        return await ExplainedAsync(async () =>
        {
            await using var connection = await _server.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var batch = _transactions.Begin(connection);
            var erase = Parameters.Statement(_sql.EraseTexts, Parameters.Of(StoredText.KeyOf(texts.Tenant, RecordKind.Text, texts.Subject)));
            batch.BatchCommands.Add(erase);
            batch.BatchCommands.Add(new NpgsqlBatchCommand(_sql.Commit));
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return (int)erase.RecordsAffected;
        }).ConfigureAwait(false);
    }

    public Task ListenAsync(Action<long> committed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(committed);
        return ExplainedAsync<bool>(async () =>
        {
            await using var connection = await _server.OpenAsync(cancellationToken).ConfigureAwait(false);
            connection.Notification += (_, hint) =>
            {
                if (long.TryParse(hint.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
                {
                    committed(position);
                }
            };
            await using var listen = new NpgsqlCommand(_sql.Listen, connection);
            await listen.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        });
    }

    public void Dispose() => _queue.Dispose();

    private static async Task<bool> HoldsAsync(NpgsqlDataReader rows, JournalCursor cursor, JournalHead head, CancellationToken cancellationToken)
    {
        var stored = await rows.ReadAsync(cancellationToken).ConfigureAwait(false) ? Rows.Hash(rows) : null;
        var hash = cursor.Position == 0 ? JournalHead.NoHash : stored;
        return cursor.Position >= 0 && cursor.Position <= head.Position && hash.Span.SequenceEqual(cursor.Hash.Span);
    }

    private ValueTask<T> ReadAsync<T>(Func<Head, NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken, params NpgsqlBatchCommand[] statements) =>
        new(ExplainedAsync(() => _reader.ReadAsync(read, cancellationToken, statements)));

    private async Task<T> ExplainedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or System.Net.Sockets.SocketException or IOException or TimeoutException)
        {
            throw Explain(exception);
        }
    }

    private Exception Explain(Exception exception) => PostgreSqlFailure.Explain(exception, _server.Name);
}
