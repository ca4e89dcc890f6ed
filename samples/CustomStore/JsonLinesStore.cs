using System.Security.Cryptography;
using JitAccess.Stores;

namespace CustomStore;

/// <summary>A small, honest store: one append-only file of JSON lines, one process at a time. An example to start from, not a product.</summary>
/// <remarks>Thread-safe. Readers see immutable states; one writer at a time flushes for all that wait.</remarks>
public sealed class JsonLinesStore : IGrantStore, IAsyncDisposable
{
    private const int MaxGroup = 256;

    private readonly string _path;
    private readonly StoreClock _clock;
    private readonly GroupQueue<CommitBatch, CommitResult> _commits;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Opened? _opened;

    /// <summary>Initialises a store; nothing is opened yet.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="timeProvider">The clock.</param>
    public JsonLinesStore(string path, TimeProvider timeProvider)
    {
        _path = path;
        _clock = new StoreClock(timeProvider);
        _commits = new GroupQueue<CommitBatch, CommitResult>(MaxGroup, WriteAsync, _closed.SetResult);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _opened ??= Open();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var (_, state, _) = Demand(cancellationToken);
        List<StoredRecord> found = [.. keys.Distinct().Select(state.Find).OfType<Row>().Select(row => row.Record)];
        return new(new LoadResult(found, state.HeadAt(_clock).StoreTime));
    }

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new(_commits.RunAsync(batch, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        var (_, state, incarnation) = Demand(cancellationToken);
        var holds = state.HoldsPrefix(after);
        return new(new JournalPage(holds ? state.EntriesAfter(after.Position, limit) : [], state.HeadAt(_clock), incarnation, holds));
    }

    /// <inheritdoc/>
    public ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken)
    {
        var (_, state, incarnation) = Demand(cancellationToken);
        var live = state.Rows.Where(row => row.Record.Key.Kind == RecordKind.Grant && !row.Index.IsTerminal).Select(row => row.Record);
        return new(new LiveGrantSnapshot(state.HeadAt(_clock), incarnation, live.ToAsyncEnumerable()));
    }

    /// <inheritdoc/>
    public ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (_, state, _) = Demand(cancellationToken);
        return new(StoreQueries.Answer(state, query, page, state.HeadAt(_clock).StoreTime));
    }

    /// <inheritdoc/>
    public async ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        if (erasure is not Erasure.TextsOf texts)
        {
            throw new UnknownStoreQueryException(erasure);
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            var opened = Demand(cancellationToken);
            List<RecordKey> keys =
            [
                .. from row in opened.State.Rows
                   where row.Record.Key.Kind == RecordKind.Text && row.Record.Key.Tenant == texts.Tenant && row.Index.Subject == texts.Subject
                   select row.Record.Key,
            ];
            if (keys.Count > 0)
            {
                var state = opened.State.With(new Change([], keys, []));
                Flush(opened, state, () => opened.File.Replace(new Line(opened.Incarnation, [state.Whole()])));
            }

            return keys.Count;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes no more commits, and closes the file once those that wait are written.</summary>
    /// <returns>A task that ends when another store can open the file.</returns>
    public async ValueTask DisposeAsync()
    {
        _commits.Dispose();
        await _closed.Task;
        await _turn.WaitAsync(); // an erasure may be at work
        Interlocked.Exchange(ref _opened, null)?.File.Dispose();
        _turn.Release();
    }

    private async ValueTask WriteAsync(IReadOnlyList<GroupItem<CommitBatch, CommitResult>> group)
    {
        await _turn.WaitAsync();
        try
        {
            var opened = Demand(default);
            var state = opened.State;
            var changes = new List<Change>();
            var won = new List<(GroupItem<CommitBatch, CommitResult> Item, SealedBatch Batch)>();
            foreach (var item in group)
            {
                try
                {
                    if (!state.Holds(item.Work.Expectations) || item.Work.Seal(state.HeadAt(_clock)) is not { } batch)
                    {
                        item.Complete(CommitResult.Lost);
                        continue;
                    }

                    var change = state.Plan(batch);
                    state = state.With(change);
                    changes.Add(change);
                    won.Add((item, batch));
                }
                catch (Exception exception)
                {
                    item.Fail(exception); // alone: the state is still that of the batch before
                }
            }

            if (won.Count > 0)
            {
                // INVARIANT: on disk first, then visible to readers, then acknowledged.
                Flush(opened, state, () => opened.File.Append(new Line(opened.Incarnation, changes)));
                won.ForEach(one => one.Item.Complete(CommitResult.Of(one.Batch)));
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private Opened Open()
    {
        try
        {
            var file = LineFile.Open(_path, out var lines);
            if (lines.Count == 0)
            {
                lines = [new Line(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), [])];
                Begin(file, lines[0]);
            }

            return new Opened(file, lines.SelectMany(line => line.Changes).Aggregate(StoreState.Empty, (state, change) => state.With(change)), lines[0].Incarnation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"\"{_path}\" cannot be opened: {exception.Message}", exception);
        }
    }

    private static void Begin(LineFile file, Line first)
    {
        try
        {
            file.Append(first);
        }
        catch
        {
            file.Dispose(); // and with it the lock
            throw;
        }
    }

    // After a failed flush, whatever was thrown, readers see what they saw: all that was acknowledged. The file does away with the rest, or takes nothing more until it can.
    private void Flush(Opened opened, StoreState state, Action write)
    {
        try
        {
            write();
            _opened = opened with { State = state };
        }
        catch (Exception exception)
        {
            throw new StoreUnavailableException($"\"{_path}\" cannot be written: {exception.Message}", exception);
        }
    }

    private Opened Demand(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _opened ?? throw new StoreUnavailableException($"\"{_path}\" is not open. Call InitializeAsync.");
    }

    private sealed record Opened(LineFile File, StoreState State, string Incarnation);
}
