using JitAccess.Stores;
using static JitAccess.StoreContract.Batch;

namespace JitAccess.StoreContract;

/// <summary>Loading finds exactly what was asked for.</summary>
public abstract class LoadFacts<TSetup> : StoreFacts<TSetup>
    where TSetup : StoreSetup, new()
{
    [Fact]
    public async Task LoadAsync_SomeExist_ReturnsThoseOnceEach()
    {
        await CommitAsync(new Batch().Put(Key("a", RecordKind.Ledger), 0).Put(Key("b", RecordKind.Ledger), 0));
        var found = await Store.LoadAsync(
            [Key("b", RecordKind.Ledger), Key("none", RecordKind.Ledger), Key("a", RecordKind.Ledger), Key("b", RecordKind.Ledger)], default);

        Assert.Equal(["a", "b"], found.Records.Select(record => record.Key.Id).Order());
    }

    [Fact]
    public async Task LoadAsync_NoKeys_GivesTheTime()
    {
        var found = await Store.LoadAsync([], default);
        Assert.Empty(found.Records);
        Assert.Equal(Time.Clock.Wall, found.StoreTime);
    }

    [Fact]
    public async Task LoadAsync_SameIdOfAnotherKind_IsAnotherRecord()
    {
        await CommitAsync(new Batch().Put(Key("x", RecordKind.Ledger), 0));
        Assert.Null(await LoadAsync(Key("x", RecordKind.Generation)));
    }

    [Theory]
    [InlineData("Amina", "amina")]
    [InlineData("\u00E9", "e\u0301")]
    [InlineData("x", "x ")]
    [InlineData("1", "01")]
    public async Task P31_LoadAsync_IdThatOnlyLooksTheSame_IsAnotherRecord(string stored, string asked)
    {
        await CommitAsync(new Batch().Put(Key(stored, RecordKind.Ledger), 0));
        Assert.Null(await LoadAsync(Key(asked, RecordKind.Ledger)));
        Assert.NotNull(await LoadAsync(Key(stored, RecordKind.Ledger)));
    }

    [Fact]
    public async Task LoadAsync_Cancelled_Throws()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.LoadAsync([], source.Token));
    }
}
