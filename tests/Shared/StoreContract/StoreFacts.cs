using JitAccess.Stores;
using JitAccess.Tests.Time;

namespace JitAccess.StoreContract;

/// <summary>What every suite has: a fresh, initialised store and a clock.</summary>
/// <typeparam name="TSetup">Where the store comes from.</typeparam>
public abstract class StoreFacts<TSetup> : IAsyncLifetime
    where TSetup : StoreSetup, new()
{
    private readonly ManualTime _time = new();

    private protected StoreFacts() => Store = Setup.Create(_time);

    /// <summary>Gets where the store comes from.</summary>
    protected TSetup Setup { get; } = new();

    /// <summary>Gets the store.</summary>
    protected IGrantStore Store { get; }

    private protected ManualTime Time => _time;

    /// <inheritdoc/>
    public async Task InitializeAsync() => await Store.InitializeAsync(default);

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        (Store as IDisposable)?.Dispose();
        Setup.Dispose();
        return Task.CompletedTask;
    }

    private protected async Task<CommitResult> CommitAsync(Batch batch) => await Store.CommitAsync(batch.Build(), default);

    private protected async Task<StoredRecord?> LoadAsync(RecordKey key) => (await Store.LoadAsync([key], default)).Records.SingleOrDefault();

    private protected async Task<JournalPage> ReadAllAsync() => await Store.ReadJournalAsync(JournalCursor.Start, 10_000, default);

    private protected async Task<List<string>> QueryAsync(StoreQuery query, int limit = 1000)
    {
        var ids = new List<string>();
        string? after = null;
        do
        {
            var page = await Store.QueryAsync(query, new PageRequest(limit, after), default);
            Assert.InRange(page.Records.Count, after is null ? 0 : 1, limit);
            ids.AddRange(page.Records.Select(record => record.Key.Id));
            after = page.Next;
        }
        while (after is not null);

        return ids;
    }

    private protected async Task<List<string>> LiveAsync()
    {
        await using var snapshot = await Store.ReadLiveGrantsAsync(default);
        var ids = new List<string>();
        await foreach (var record in snapshot.Records)
        {
            ids.Add(record.Key.Id);
        }

        ids.Sort(StringComparer.Ordinal);
        return ids;
    }
}
