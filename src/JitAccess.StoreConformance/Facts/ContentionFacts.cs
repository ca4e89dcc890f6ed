using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>Of those who expect the same version one wins, and each loses alone.</summary>
internal sealed class ContentionFacts : StoreFacts
{
    private const int Writers = 16;

    [Case]
    public async Task P03_CommitAsync_ManyDecideOneRequest_OneWins()
    {
        for (var round = 0; round < 10; round++)
        {
            var request = Key($"r{round}", RecordKind.Request);
            await CommitAsync(new ConformanceBatch().Put(request, 0, State("pending")).Entry("asked"));
            var results = await InParallelAsync(writer => CommitAsync(new ConformanceBatch()
                .Put(request, 1, State(writer % 2 == 0 ? "approved" : "denied"))
                .Put(Key($"g{round}"), 0, State("active"))
                .Entry($"decided by {writer}")
                .Entry("granted")));

            var winner = Assert.Single(results, result => result.IsCommitted);
            Assert.All(results.Where(result => !result.IsCommitted), result => Assert.Empty(result.Entries));
            Assert.Equal(2, (await LoadAsync(request))!.Version);
            Assert.Equal(1, (await LoadAsync(Key($"g{round}")))!.Version);
            var page = await ReadAllAsync();
            Assert.Equal((round + 1) * 3, page.Head.Position);
            Assert.Equal(winner.Entries[0].Bytes.ToArray(), page.Entries[^2].Bytes.ToArray());
        }
    }

    [Case]
    public async Task CommitAsync_ManyCountOneLedger_EveryIncrementCounts()
    {
        var ledger = Key("amina", RecordKind.Ledger);
        await InParallelAsync(async writer =>
        {
            var attempts = 0;
            for (var done = 0; done < 5;)
            {
                Assert.True(++attempts <= Endless, "who decides again on what is there now wins at last");
                var version = (await LoadAsync(ledger))?.Version ?? 0;
                done += (await CommitAsync(new ConformanceBatch().Put(ledger, version).Entry($"{writer}"))).IsCommitted ? 1 : 0;
            }

            return true;
        });

        Assert.Equal(Writers * 5, (await LoadAsync(ledger))!.Version);
        Assert.Equal(Writers * 5, (await ReadAllAsync()).Head.Position);
    }

    [Case]
    public async Task CommitAsync_LosersAndBrokenOnesAmongMany_FailAlone()
    {
        await CommitAsync(NewGrant("ended"));
        await CommitAsync(new ConformanceBatch().Put(Key("ended"), 1, State("revoked")).Entry());
        var outcomes = await InParallelAsync(async writer =>
        {
            try
            {
                return (await CommitAsync((writer % 4) switch
                {
                    0 => new ConformanceBatch().Put(Key("ended"), 2, State("active")).Entry(), // illegal: fails after it has written its entry
                    1 => new ConformanceBatch().Expect(Key("ended"), 1).Entry(), // stale
                    2 => new ConformanceBatch { OnSeal = _ => throw new TimeoutException() }.Entry(),
                    _ => NewGrant($"g{writer}"),
                })).IsCommitted;
            }
            catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
            {
                return false;
            }
        });

        Assert.Equal(Writers / 4, outcomes.Count(committed => committed));
        var page = await ReadAllAsync();
        Assert.Equal(2 + Writers / 4, page.Head.Position);
        AssertChain(page.Entries, JournalCursor.Start);
        Assert.Equal(Writers / 4, (await LiveAsync()).Count);
    }

    [Case(Needs = StoreCapabilities.Sharing)]
    public async Task P03_CommitAsync_TwoStoresDecideOneRequest_OneWins()
    {
        IGrantStore[] stores = [Store, await OpenAsync()];
        for (var round = 0; round < 10; round++)
        {
            var request = Key($"r{round}", RecordKind.Request);
            await CommitAsync(new ConformanceBatch().Put(request, 0, State("pending")).Entry());
            var results = await InParallelAsync(async writer => await stores[writer % 2].CommitAsync(
                new ConformanceBatch().Put(request, 1, State(writer % 4 < 2 ? "approved" : "denied")).Entry().Build(), Cancellation));

            Assert.Single(results, result => result.IsCommitted);
            Assert.Equal((round + 1) * 2, (await ReadAllAsync()).Head.Position);
        }
    }

    [Case(Needs = StoreCapabilities.Sharing)]
    public async Task InitializeAsync_ManyStoresAtOnce_MakeOneJournal()
    {
        await using var setup = Context.NewSetup();
        var stores = Enumerable.Range(0, 4).Select(_ => setup.Open(Time)).ToList();
        try
        {
            await Task.WhenAll(stores.Select(store => Task.Run(() => store.InitializeAsync(Cancellation).AsTask(), Cancellation)));
            var incarnations = new List<string>();
            foreach (var store in stores)
            {
                Assert.True((await store.CommitAsync(new ConformanceBatch().Entry().Build(), Cancellation)).IsCommitted);
                incarnations.Add((await store.ReadJournalAsync(JournalCursor.Start, 1, Cancellation)).Incarnation);
            }

            Assert.Single(incarnations.Distinct(StringComparer.Ordinal));
            AssertChain((await stores[0].ReadJournalAsync(JournalCursor.Start, 10, Cancellation)).Entries, JournalCursor.Start);
        }
        finally
        {
            await new StoresInTurn(stores).DisposeAsync();
        }
    }

    [Case(Needs = StoreCapabilities.Sharing | StoreCapabilities.Processes)]
    public async Task ManyProcesses_StartAndWriteAtOnce_ShareOneJournal()
    {
        const int processes = 3;
        const int writers = 2;
        const int commits = 40;
        await using var setup = Context.NewSetup();
        var children = new List<WriterProcess>();
        try
        {
            for (var number = 0; number < processes; number++)
            {
                children.Add(await WriterProcess.StartAsync(setup));
            }

            children.ForEach(child => child.Go($"p{children.IndexOf(child)}", writers, commits));
            var reports = await Task.WhenAll(children.Select(child => child.ReadToEndAsync()));
            Assert.All(children, child => Assert.Equal(0, child.ExitCode));
            await AssertSharedAsync(setup, reports.SelectMany(report => report), processes * writers * commits);
        }
        finally
        {
            children.ForEach(child => child.Dispose());
        }
    }

    private async Task AssertSharedAsync(StoreSetup setup, IEnumerable<string> reported, int commits)
    {
        var store = setup.Open(Time);
        await store.InitializeAsync(Cancellation);
        var page = await store.ReadJournalAsync(JournalCursor.Start, 10_000, Cancellation);
        await CloseAsync(store);

        Assert.Equal(commits * 3, page.Head.Position);
        AssertChain(page.Entries, JournalCursor.Start);
        Assert.Equal(page.Entries.Chunk(3).Select(commit => TextOf(commit[2])).Order(StringComparer.Ordinal), reported.Order(StringComparer.Ordinal));
    }

    private static async Task<T[]> InParallelAsync<T>(Func<int, Task<T>> write)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            await start.Task;
            return await write(writer);
        })).ToList();
        start.SetResult();
        return await Task.WhenAll(writers);
    }
}
