using JitAccess.Stores;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>P24 and tampering: the times that stand beside the authenticated bytes cannot lengthen a grant.</summary>
public sealed class StoreTimeTests
{
    private static readonly long TenYears = (long)Duration.FromDays(3650).TotalMilliseconds;

    [Theory]
    [InlineData(3650)]
    [InlineData(1)]
    public async Task HeadTimeMovedAheadForAGrantAndBack_NextStartRefusesTheStore(int days)
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        await office.Host.As("ravi").RequestAsync("watch-orders", "orders", 5);
        var shift = (long)Duration.FromDays(days).TotalMilliseconds;
        Tamper(office, $"UPDATE head SET time = time + {shift}");
        await office.Host.As("amina").RequestAsync("watch-orders", "orders", 60); // approved by itself, an hour at most, from the time that the store tells
        Tamper(office, $"UPDATE head SET time = time - {shift}; UPDATE journal SET time = time - {shift} WHERE position = (SELECT max(position) FROM journal)");

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => office.RestartAsync(kill: true, bootAt: office.Time.Now));

        Assert.Equal(Reason.JournalBroken, refused.Reason);
        Assert.Contains("set back", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeadTimeMovedAheadForAGrant_NodeThatRunsGoesOnFromThatTime()
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        await office.Host.As("ravi").RequestAsync("watch-orders", "orders", 5);
        Tamper(office, $"UPDATE head SET time = time + {TenYears}");
        await office.Host.As("amina").RequestAsync("watch-orders", "orders", 60);
        office.Host.Should("amina").Allow("orders:watch", "orders");

        await office.Host.AdvanceAsync(Duration.FromHours(1) + Duration.FromSeconds(4)); // the store's clock counts 0.1 % less while it is ahead

        office.Host.Should("amina").Deny("orders:watch", "orders", Reason.Expired);
    }

    [Fact]
    public async Task TimeOfAnEntryChangedBesideItsBytes_NodeDenies()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "orders/1");
        office.Store.ChangeEntry = entry => entry with { Time = entry.Time - Duration.FromMilliseconds(1) };
        await office.CommitBehindTheBackAsync();

        Assert.Equal(Reason.JournalBroken, (await office.PollAsync())?.Reason);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeRefuses);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task StoreTimeBeforeItsLastEntry_NodeDenies(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        office.Store.ChangePage = page => page with { Head = page.Head with { StoreTime = page.Head.StoreTime - Duration.FromHours(1) } };
        await office.CommitBehindTheBackAsync();

        Assert.Equal(Reason.JournalBroken, (await office.PollAsync())?.Reason);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeRefuses);
    }

    [Fact]
    public async Task RowOfAKindThatIsNeverDue_IsLeftAloneAndTheOthersAreSettled()
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        var granted = await Desk.GrantAsync(office.Host, "orders/1", minutes: 1);
        Tamper(office, $"UPDATE records SET due = 1 WHERE kind = {(int)RecordKind.Ledger}");

        await office.Host.AdvanceAsync(Duration.FromMinutes(2));

        Assert.Contains(
            office.Store.Written.SelectMany(batch => batch.Entries).Select(JournalText.Of),
            entry => entry.Kind == "grant-expired" && entry.Text.Contains(granted.GrantId!, StringComparison.Ordinal));
    }

    // Whoever can write the database can drop what guards it, all but what moves the head.
    private static void Tamper(Office office, string sql)
    {
        using var database = new SqliteConnection($"Data Source={office.DatabasePath};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_master WHERE type = 'trigger' AND name <> 'journal_moves_head'";
        command.CommandText = $"{command.ExecuteScalar()}; {sql}";
        command.ExecuteNonQuery();
    }
}
