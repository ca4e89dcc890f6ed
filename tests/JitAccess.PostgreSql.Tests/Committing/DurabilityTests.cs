using System.Collections.Concurrent;
using JitAccess.Stores;
using Npgsql;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.PostgreSql.Tests.Committing;

/// <summary>Whoever was told "committed" was told the truth, through crashes of the server.</summary>
public sealed class DurabilityTests
{
    private const int Writers = 8;

    [PostgresFact]
    public async Task P33_ServerCrashesWhileManyWrite_LosesNothingAcknowledgedAndLeavesNothingHalf()
    {
        using var server = PostgresServer.Start();
        using var store = new PostgreSqlGrantStore(server.ConnectionString, new PostgreSqlStoreOptions(), TimeProvider.System);
        await store.InitializeAsync(default);
        var acknowledged = new ConcurrentBag<string>();
        for (var round = 0; round < 4; round++)
        {
            using var isOver = new CancellationTokenSource();
            var writing = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteUntilItFailsAsync(store, $"{round}-{writer}", acknowledged, isOver.Token))).ToList();
            while (acknowledged.Count < (round + 1) * 40)
            {
                await Task.Yield();
            }

            server.Crash();
            await isOver.CancelAsync(); // a writer that no commit of was under way meets a server that has recovered
            await Task.WhenAll(writing);
            await AssertWholeAsync(store, acknowledged);
        }
    }

    [PostgresFact]
    public async Task CommitAsync_ServerThatDoesNotWaitForTheDisk_WaitsForOurs()
    {
        using var schema = new TestSchema();
        (await schema.NewInitializedStoreAsync()).Dispose();
        schema.Run(
            """
            CREATE TABLE $schema.seen (setting text);
            CREATE FUNCTION $schema.see() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO $schema.seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
            CREATE TRIGGER see AFTER INSERT OR DELETE ON $schema.records FOR EACH STATEMENT EXECUTE FUNCTION $schema.see();
            """);
        using var store = schema.NewStore(connectionString: PostgresServer.Shared.ConnectionString + ";Options=-c synchronous_commit=off");

        await store.CommitAsync(new ConformanceBatch().Put(Key("t", RecordKind.Text), 0, new RecordIndex { Subject = "amina" }).Build(), default);
        await store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default);

        Assert.Equal(2L, schema.Ask("SELECT count(*) FROM $schema.seen WHERE setting = 'on'"));
    }

    // PostgreSQL answers a cancelled wait for a standby with "done", and a failover to that standby would undo it.
    [PostgresFact]
    public async Task CommitAsync_StandbyThatItWaitsForIsAway_IsNotAcknowledged()
    {
        using var server = PostgresServer.Start("fsync=off");
        using var store = new PostgreSqlGrantStore(
            server.ConnectionString, new PostgreSqlStoreOptions { CommandTimeout = NodaTime.Duration.FromSeconds(1) }, TimeProvider.System);
        await store.InitializeAsync(default);
        server.Run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        server.Run("SELECT pg_reload_conf()");
        await WaitForNobodyAsync(server.ConnectionString);

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.CommitAsync(NewGrant("g").Build(), default));
    }

    // The setting counts from when the checkpointer has read it, which no other process can be asked: so until a commit of somebody else waits, and says so.
    private static async Task WaitForNobodyAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        var waits = false;
        connection.Notice += (_, said) => waits |= said.Notice.MessageText.Contains("synchronous replication", StringComparison.Ordinal);
        await connection.OpenAsync();
        while (!waits)
        {
            await using var command = new NpgsqlCommand("DROP TABLE IF EXISTS probe; CREATE TABLE probe ()", connection) { CommandTimeout = 1 };
            try
            {
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException exception) when (exception.InnerException is TimeoutException)
            {
                waits = true;
            }
        }
    }

    private static async Task WriteUntilItFailsAsync(PostgreSqlGrantStore store, string name, ConcurrentBag<string> acknowledged, CancellationToken isOver)
    {
        try
        {
            for (var number = 0; !isOver.IsCancellationRequested; number++)
            {
                var id = $"{name}-{number}";
                var batch = NewGrant(id).Put(Key(id, RecordKind.Ledger), 0).Entry(id).Entry(id);
                Assert.True((await store.CommitAsync(batch.Build(), default)).IsCommitted);
                acknowledged.Add(id);
            }
        }
        catch (StoreUnavailableException)
        {
            return; // the crash: whether the last one was committed nobody knows
        }
    }

    private static async Task AssertWholeAsync(PostgreSqlGrantStore store, ConcurrentBag<string> acknowledged)
    {
        var page = await WhenItIsBackAsync(() => store.ReadJournalAsync(JournalCursor.Start, 10_000, default));
        AssertChain(page.Entries, JournalCursor.Start);
        Assert.Equal(page.Head.Position, page.Entries.Count);
        var committed = page.Entries.Chunk(3).Select(commit => TextOf(commit[2])).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(acknowledged.Except(committed, StringComparer.Ordinal));
        foreach (var id in committed)
        {
            Assert.Equal(2, (await WhenItIsBackAsync(() => store.LoadAsync([Key(id), Key(id, RecordKind.Ledger)], default))).Records.Count);
        }
    }

    // Each connection that was idle when the server crashed fails once.
    private static async Task<T> WhenItIsBackAsync<T>(Func<ValueTask<T>> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (StoreUnavailableException) when (attempt < 100_000)
            {
                await Task.Yield();
            }
        }
    }
}
