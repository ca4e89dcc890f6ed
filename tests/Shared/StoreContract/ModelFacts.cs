using JitAccess.Stores;
using NodaTime;

namespace JitAccess.StoreContract;

/// <summary>Random sequences: after each operation the store and a naive model say the same.</summary>
public abstract class ModelFacts<TSetup> : StoreFacts<TSetup>
    where TSetup : StoreSetup, new()
{
    private const int Operations = 30;

    private Instant _latestWall = Instant.MinValue;

    [Fact]
    public async Task AnySequence_OfOperations_MatchesTheModel() => await SeededCases.RunAsync(Setup.CasesDivisor, RunAsync);

    private async Task RunAsync(Random random)
    {
        using var setup = new TSetup();
        var store = setup.Create(Time);
        try
        {
            await store.InitializeAsync(default);
            await RunAsync(store, random);
        }
        finally
        {
            (store as IDisposable)?.Dispose();
        }
    }

    private async Task RunAsync(IGrantStore store, Random random)
    {
        var (model, choices) = (new Model(), new Choices(random));
        for (var step = 0; step < Operations; step++)
        {
            Time.StepWall(Duration.FromTicks(random.Next(-30_000, 60_000)));
            _latestWall = Instant.Max(_latestWall, Time.Clock.Wall);
            await (random.Next(10) switch
            {
                < 5 => CommitAsync(store, model, choices),
                5 => LoadAsync(store, model, choices),
                6 => ReadJournalAsync(store, model, choices),
                7 => EraseAsync(store, model, choices),
                _ => QueryAsync(store, model, choices),
            });
        }

        await AssertLiveAsync(store, model);
    }

    private async Task CommitAsync(IGrantStore store, Model model, Choices choices)
    {
        SealedBatch? made = null;
        var batch = choices.Batch(model);
        var recording = new CommitBatch(batch.Expectations, head =>
        {
            Assert.Equal(model.Journal.Count, head.Position);
            DemandTime(model, head.StoreTime);
            return made = batch.Seal(head);
        });

        if (!model.Holds(batch))
        {
            Assert.False((await store.CommitAsync(recording, default)).IsCommitted);
            Assert.Null(made);
            return;
        }

        Exception? refusal = null;
        try
        {
            Assert.True((await store.CommitAsync(recording, default)).IsCommitted);
        }
        catch (InvalidOperationException exception)
        {
            refusal = exception;
        }

        Assert.Equal(model.TryCommit(made!), refusal is null);
    }

    // A wall clock that steps back may be followed down to the last entry, or carried on from the latest that it showed.
    private void DemandTime(Model model, Instant storeTime)
    {
        var earliest = model.EarliestTime(Time.Clock.Wall);
        Assert.InRange(storeTime, earliest, Instant.Max(earliest, _latestWall));
    }

    private async Task LoadAsync(IGrantStore store, Model model, Choices choices)
    {
        List<RecordKey> keys = [choices.Key(), choices.Key(), choices.Key()];
        var result = await store.LoadAsync(keys, default);
        DemandTime(model, result.StoreTime);
        Assert.Equal(
            keys.Distinct().Where(model.Records.ContainsKey).Select(key => Show(model.Records[key].Record)).Order(),
            result.Records.Select(Show).Order());
    }

    private async Task ReadJournalAsync(IGrantStore store, Model model, Choices choices)
    {
        var position = choices.Position(model.Journal.Count + 2);
        var own = position <= model.Journal.Count && choices.Chance(0.8);
        var hash = !own ? new byte[] { 1 } : position == 0 ? JournalHead.NoHash : model.Journal[position - 1].Hash;
        var limit = choices.Limit();
        var page = await store.ReadJournalAsync(new JournalCursor(position, hash), limit, default);

        Assert.Equal(own, page.HoldsPrefix);
        Assert.Equal(model.Journal.Count, page.Head.Position);
        Assert.Equal(
            (own ? model.Journal.Skip(position).Take(limit) : []).Select(entry => (entry.Position, entry.Time, Batch.TextOf(entry), entry.Tenant)),
            page.Entries.Select(entry => (entry.Position, entry.Time, Batch.TextOf(entry), entry.Tenant)));
    }

    private static async Task EraseAsync(IGrantStore store, Model model, Choices choices)
    {
        var (tenant, subject) = (choices.Tenant(), choices.Text());
        Assert.Equal(model.Erase(tenant, subject), await store.EraseAsync(new Erasure.TextsOf(tenant, subject), default));
    }

    private async Task QueryAsync(IGrantStore store, Model model, Choices choices)
    {
        var query = choices.Query(Time.Clock.Wall);
        var keys = new List<RecordKey>();
        string? after = null;
        do
        {
            var page = await store.QueryAsync(query, new PageRequest(choices.Limit(), after), default);
            keys.AddRange(page.Records.Select(record => record.Key));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(model.Query(query), keys);
    }

    private static async Task AssertLiveAsync(IGrantStore store, Model model)
    {
        await using var snapshot = await store.ReadLiveGrantsAsync(default);
        var live = new List<string>();
        await foreach (var record in snapshot.Records)
        {
            live.Add(Show(record));
        }

        Assert.Equal(
            model.Records.Values.Where(row => row.Record.Key.Kind == RecordKind.Grant && !row.Index.IsTerminal).Select(row => Show(row.Record)).Order(),
            live.Order());
    }

    private static string Show(StoredRecord record) =>
        $"{record.Key} {record.Version} {record.Position} {record.KeyId} {Convert.ToHexString(record.Bytes.Span)} {Convert.ToHexString(record.Mac.Span)}";
}
