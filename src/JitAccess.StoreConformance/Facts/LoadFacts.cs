using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>Loading finds exactly what was asked for.</summary>
internal sealed class LoadFacts : StoreFacts
{
    [Case]
    public async Task LoadAsync_SomeExist_ReturnsThoseOnceEach()
    {
        await CommitAsync(new ConformanceBatch().Put(Key("a", RecordKind.Ledger), 0).Put(Key("b", RecordKind.Ledger), 0));
        var found = await Store.LoadAsync(
            [Key("b", RecordKind.Ledger), Key("none", RecordKind.Ledger), Key("a", RecordKind.Ledger), Key("b", RecordKind.Ledger)], Cancellation);

        Assert.Equal(["a", "b"], found.Records.Select(record => record.Key.Id).Order());
    }

    [Case]
    public async Task LoadAsync_NoKeys_GivesTheTime()
    {
        var found = await Store.LoadAsync([], Cancellation);
        Assert.Empty(found.Records);
        AssertNow(found.StoreTime);
    }

    [Case]
    public async Task LoadAsync_SameIdOfAnotherKind_IsAnotherRecord()
    {
        await CommitAsync(new ConformanceBatch().Put(Key("x", RecordKind.Ledger), 0));
        Assert.Null(await LoadAsync(Key("x", RecordKind.Generation)));
    }

    [Case]
    [Row("Amina", "amina")]
    [Row("\u00E9", "e\u0301")]
    [Row("x", "x ")]
    [Row("1", "01")]
    public async Task P31_LoadAsync_IdThatOnlyLooksTheSame_IsAnotherRecord(string stored, string asked)
    {
        await CommitAsync(new ConformanceBatch().Put(Key(stored, RecordKind.Ledger), 0));
        Assert.Null(await LoadAsync(Key(asked, RecordKind.Ledger)));
        Assert.NotNull(await LoadAsync(Key(stored, RecordKind.Ledger)));
    }

    [Case]
    public async Task LoadAsync_Cancelled_Throws()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.LoadAsync([], source.Token));
    }
}
