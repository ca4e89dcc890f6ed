namespace JitAccess.Stores;

/// <summary>What every group has: a fresh, initialised store and a clock.</summary>
internal abstract class StoreFacts : IAsyncDisposable
{
    /// <summary>More than any case needs of anything: where a broken store would keep a case from ending.</summary>
    protected const int Endless = 10_000;

    private readonly List<IGrantStore> _open = [];
    private CaseContext? _context;
    private StoreSetup? _setup;
    private IGrantStore? _store;

    /// <summary>Gets where the store comes from.</summary>
    protected StoreSetup Setup => _setup!;

    /// <summary>Gets the store.</summary>
    protected IGrantStore Store => _store!;

    protected SteppedTime Time { get; } = new();

    protected CancellationToken Cancellation => _context!.Cancellation;

    protected CaseContext Context => _context!;

    public async Task StartAsync(CaseContext context)
    {
        _context = context;
        _setup = context.NewSetup();
        _store = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _open)
        {
            await CloseAsync(store);
        }

        await (_setup?.DisposeAsync() ?? default);
    }

    /// <summary>Opens and initialises a store on the case's storage; it is disposed with the case.</summary>
    protected async Task<IGrantStore> OpenAsync()
    {
        var store = Setup.Open(Time);
        _open.Add(store);
        await store.InitializeAsync(Cancellation);
        return store;
    }

    /// <summary>Disposes a store, as the end of a process would at best.</summary>
    public static async Task CloseAsync(IGrantStore store)
    {
        if (store is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            (store as IDisposable)?.Dispose();
        }
    }

    /// <summary>Disposes the store; <see cref="ReopenAsync"/> brings another on the same storage.</summary>
    protected async Task CloseAsync()
    {
        if (_open.Remove(Store))
        {
            await CloseAsync(Store);
        }
    }

    /// <summary>Disposes the store, if it is still open, and opens the same storage again.</summary>
    protected async Task ReopenAsync()
    {
        await CloseAsync();
        _store = await OpenAsync();
    }

    protected async Task<CommitResult> CommitAsync(ConformanceBatch batch) => await Store.CommitAsync(batch.Build(), Cancellation);

    protected async Task<StoredRecord?> LoadAsync(RecordKey key) => (await Store.LoadAsync([key], Cancellation)).Records.SingleOrDefault();

    protected async Task<JournalPage> ReadAllAsync() => await Store.ReadJournalAsync(JournalCursor.Start, 10_000, Cancellation);

    protected async Task<List<string>> QueryAsync(StoreQuery query, int limit = 1000)
    {
        var ids = new List<string>();
        string? after = null;
        do
        {
            var page = await Store.QueryAsync(query, new PageRequest(limit, after), Cancellation);
            Assert.InRange(page.Records.Count, after is null ? 0 : 1, limit);
            Assert.True(ids.Count <= Endless, "the pages of a query come to an end");
            ids.AddRange(page.Records.Select(record => record.Key.Id));
            after = page.Next;
        }
        while (after is not null);

        return ids;
    }

    protected async Task<List<string>> LiveAsync()
    {
        await using var snapshot = await Store.ReadLiveGrantsAsync(Cancellation);
        var ids = new List<string>();
        await foreach (var record in snapshot.Records.WithCancellation(Cancellation))
        {
            ids.Add(record.Key.Id);
        }

        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    /// <summary>Sees that a time is the store's now: exactly the wall clock's where the store reads ours, and whole milliseconds everywhere.</summary>
    protected void AssertNow(NodaTime.Instant storeTime)
    {
        Assert.Equal(NodaTime.Instant.FromUnixTimeMilliseconds(storeTime.ToUnixTimeMilliseconds()), storeTime);
        if (Setup.Capabilities.HasFlag(StoreCapabilities.GivenTime))
        {
            Assert.Equal(Time.Wall, storeTime);
        }
    }
}
