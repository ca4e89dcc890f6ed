using JitAccess.Stores;
using Npgsql;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.PostgreSql.Tests.Connections;

/// <summary>What is wrong is said with the database's name and the way to mend it, and without a secret.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly TestSchema _schema = new();

    public void Dispose() => _schema.Dispose();

    [PostgresTheory]
    [InlineData("Host=127.0.0.1;Port=1;Username=app;Password=secret", "cannot be reached")]
    [InlineData("{0};Password=secret;Database=nowhere", "does not exist")]
    [InlineData("{0};Password=secret;Username=nobody", "refuses this user")]
    [InlineData("{0};Password=secret;Options=-c default_transaction_read_only=on", "read-only")]
    public async Task InitializeAsync_DatabaseThatCannotBeUsed_SaysWhyAndKeepsTheSecret(string connection, string because)
    {
        using var store = _schema.NewStore(connectionString: connection.Replace("{0}", PostgresServer.Shared.ConnectionString, StringComparison.Ordinal));
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.InitializeAsync(default));

        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
        Assert.Equal(Reason.StoreUnavailable, refusal.Reason);
    }

    [PostgresFact]
    public async Task AnyCall_TablesAreGone_SaysSo()
    {
        using var store = _schema.NewStore();
        await AssertGoneAsync(() => store.LoadAsync([Key("g")], default).AsTask());
        await AssertGoneAsync(() => store.CommitAsync(NewGrant("g").Build(), default).AsTask());
        await AssertGoneAsync(() => store.ReadJournalAsync(JournalCursor.Start, 1, default).AsTask());
        await AssertGoneAsync(() => store.ReadLiveGrantsAsync(default).AsTask());
        await AssertGoneAsync(() => store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default).AsTask());
    }

    // A server that was fenced, or whose disk is protected, stays so whoever is still connected.
    [PostgresFact]
    public async Task CommitAsync_ServerMadeReadOnly_IsRefusedAndNothingIsWritten()
    {
        (await _schema.NewInitializedStoreAsync()).Dispose();
        using var store = _schema.NewStore(connectionString: PostgresServer.Shared.ConnectionString + ";Options=-c default_transaction_read_only=on");

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.CommitAsync(NewGrant("g").Build(), default));
        Assert.Contains("read-only", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default));
        Assert.Equal(0, (await store.ReadJournalAsync(JournalCursor.Start, 1, default)).Head.Position);
    }

    // The user of the application needs no right to change the journal's past or its guards.
    [PostgresFact]
    public async Task AnyCall_UserWithTheRightsThatTheGuideNames_Works()
    {
        (await _schema.NewInitializedStoreAsync()).Dispose();
        var user = "app_" + _schema.Name;
        _schema.Run(
            $"""
            CREATE ROLE {user} LOGIN;
            GRANT USAGE ON SCHEMA $schema TO {user};
            GRANT SELECT ON ALL TABLES IN SCHEMA $schema TO {user};
            GRANT INSERT ON $schema.journal, $schema.records, $schema.parties TO {user};
            GRANT UPDATE ON $schema.head, $schema.records TO {user};
            GRANT DELETE ON $schema.records, $schema.parties TO {user};
            """);
        using var store = _schema.NewStore(connectionString: PostgresServer.Shared.ConnectionString + $";Username={user}");
        await store.InitializeAsync(default);
        Assert.True((await store.CommitAsync(NewGrant("g", State("active", parties: "bo")).Put(Key("t", RecordKind.Text), 0, new RecordIndex { Subject = "amina" }).Build(), default)).IsCommitted);
        Assert.True((await store.CommitAsync(new ConformanceBatch().Put(Key("g"), 1, State("revoked")).Entry().Build(), default)).IsCommitted);
        Assert.Equal(1, await store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default));
        Assert.Equal(2, (await store.ReadJournalAsync(JournalCursor.Start, 10, default)).Head.Position);
        _schema.Run($"DROP OWNED BY {user}; DROP ROLE {user}");
    }

    [PostgresFact]
    public async Task ListenAsync_CommitOfAnotherNode_IsHeard()
    {
        using var listener = await _schema.NewInitializedStoreAsync();
        using var writer = _schema.NewStore();
        using var stop = new CancellationTokenSource();
        var heard = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = listener.ListenAsync(position => heard.TrySetResult(position), stop.Token);
        while (_schema.Ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN \"$schema%'") is 0L)
        {
            await Task.Yield();
        }

        await writer.CommitAsync(new ConformanceBatch().Put(Key("l", RecordKind.Ledger), 0).Build(), default); // housekeeping tells nobody
        await writer.CommitAsync(new ConformanceBatch().Entry().Entry().Build(), default);

        Assert.Equal(2, await heard.Task);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [PostgresFact]
    public async Task ListenAsync_ConnectionIsCut_SaysSo()
    {
        using var store = await _schema.NewInitializedStoreAsync();
        var listening = store.ListenAsync(_ => { }, default);
        while (_schema.Ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN \"$schema%'") is 0L)
        {
            await Task.Yield();
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => listening);
    }

    private static async Task AssertGoneAsync(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(call);
        Assert.Contains("does not hold the tables", refusal.Message, StringComparison.Ordinal);
        Assert.IsType<PostgresException>(refusal.InnerException);
    }
}
