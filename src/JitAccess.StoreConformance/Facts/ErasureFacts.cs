using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>Erasure forgets the texts of one subject, and nothing else.</summary>
internal sealed class ErasureFacts : StoreFacts
{
    [Case]
    public async Task EraseAsync_TextsOfASubject_AreGoneAndAllElseStays()
    {
        var amina = new RecordIndex { Subject = "amina" };
        await CommitAsync(new ConformanceBatch()
            .Put(Key("t1", RecordKind.Text), 0, amina)
            .Put(Key("t2", RecordKind.Text), 0, amina)
            .Put(Key("t3", RecordKind.Text), 0, new RecordIndex { Subject = "ravi" })
            .Put(Key("t1", RecordKind.Text, "north"), 0, amina)
            .Put(Key("l", RecordKind.Ledger), 0, amina)
            .Put(Key("g"), 0, State("active"))
            .Entry());

        Assert.Equal(2, await Store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), Cancellation));
        Assert.Equal(0, await Store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), Cancellation));
        Assert.Equal(0, await Store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "nobody"), Cancellation));

        Assert.Null(await LoadAsync(Key("t1", RecordKind.Text)));
        Assert.Null(await LoadAsync(Key("t2", RecordKind.Text)));
        Assert.NotNull(await LoadAsync(Key("t3", RecordKind.Text)));
        Assert.NotNull(await LoadAsync(Key("t1", RecordKind.Text, "north")));
        Assert.NotNull(await LoadAsync(Key("l", RecordKind.Ledger)));
        Assert.NotNull(await LoadAsync(Key("g")));
        Assert.Single((await ReadAllAsync()).Entries);
    }
}
