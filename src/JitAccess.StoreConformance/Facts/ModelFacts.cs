using NodaTime;

namespace JitAccess.Stores;

/// <summary>Random sequences: after each operation the store and a naive model say the same.</summary>
internal sealed class ModelFacts : StoreFacts
{
    private const int Operations = 30;

    private SteppedTime _time = new();
    private Instant _latestWall;

    [Case]
    public Task AnySequence_OfOperations_MatchesTheModel() => SeededCases.RunAsync(Context.Options, RunAsync, Cancellation);

    private async Task RunAsync(Dice dice)
    {
        // A clock for each case, so that its seed alone repeats it.
        (_time, _latestWall) = (new SteppedTime(), Instant.MinValue);
        await using var setup = Context.NewSetup();
        var store = await OpenAsync(setup);
        try
        {
            var (model, choices) = (new Model(), new Choices(dice));
            for (var step = 0; step < Operations; step++)
            {
                if (setup.Capabilities.HasFlag(StoreCapabilities.Reopening) && choices.Chance(0.05))
                {
                    await CloseAsync(store);
                    store = await OpenAsync(setup);
                }

                await StepAsync(store, model, choices, dice);
            }

            await AssertLiveAsync(store, model);
        }
        finally
        {
            await CloseAsync(store);
        }
    }

    private async Task<IGrantStore> OpenAsync(StoreSetup setup)
    {
        var store = setup.Open(_time);
        await store.InitializeAsync(Cancellation);
        return store;
    }

    private async Task StepAsync(IGrantStore store, Model model, Choices choices, Dice dice)
    {
        _time.StepWall(Duration.FromTicks(dice.Next(-30_000, 60_000)));
        _latestWall = Instant.Max(_latestWall, _time.Wall);
        await (dice.Next(10) switch
        {
            < 5 => CommitAsync(store, model, choices),
            5 => LoadAsync(store, model, choices),
            6 => ReadJournalAsync(store, model, choices),
            7 => EraseAsync(store, model, choices),
            _ => QueryAsync(store, model, choices),
        });
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
            Assert.False((await store.CommitAsync(recording, Cancellation)).IsCommitted);
            Assert.Null(made);
            return;
        }

        Exception? refusal = null;
        try
        {
            Assert.True((await store.CommitAsync(recording, Cancellation)).IsCommitted);
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
        if (!Setup.Capabilities.HasFlag(StoreCapabilities.GivenTime))
        {
            Assert.True(storeTime >= model.EarliestTime(Instant.MinValue), "the store's time is not before the last entry");
            return;
        }

        var earliest = model.EarliestTime(_time.Wall);
        Assert.InRange(storeTime, earliest, Instant.Max(earliest, _latestWall));
    }

    private async Task LoadAsync(IGrantStore store, Model model, Choices choices)
    {
        List<RecordKey> keys = [choices.Key(), choices.Key(), choices.Key()];
        var result = await store.LoadAsync(keys, Cancellation);
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
        var page = await store.ReadJournalAsync(new JournalCursor(position, hash), limit, Cancellation);

        Assert.Equal(own, page.HoldsPrefix);
        Assert.Equal(model.Journal.Count, page.Head.Position);
        Assert.Equal(
            (own ? model.Journal.Skip(position).Take(limit) : []).Select(entry => (entry.Position, entry.Time, ConformanceBatch.TextOf(entry), entry.Tenant)),
            page.Entries.Select(entry => (entry.Position, entry.Time, ConformanceBatch.TextOf(entry), entry.Tenant)));
    }

    private async Task EraseAsync(IGrantStore store, Model model, Choices choices)
    {
        var (tenant, subject) = (choices.Tenant(), choices.Text());
        Assert.Equal(model.Erase(tenant, subject), await store.EraseAsync(new Erasure.TextsOf(tenant, subject), Cancellation));
    }

    private async Task QueryAsync(IGrantStore store, Model model, Choices choices)
    {
        var query = choices.Query(_time.Wall);
        var keys = new List<RecordKey>();
        string? after = null;
        do
        {
            var page = await store.QueryAsync(query, new PageRequest(choices.Limit(), after), Cancellation);
            Assert.True(keys.Count <= Endless, "the pages of a query come to an end");
            keys.AddRange(page.Records.Select(record => record.Key));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(model.Query(query), keys);
    }

    private async Task AssertLiveAsync(IGrantStore store, Model model)
    {
        await using var snapshot = await store.ReadLiveGrantsAsync(Cancellation);
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
