using JitAccess.Stores;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Sqlite.Tests.Reading;

/// <summary>Snapshots that are put away in an order nobody has in mind.</summary>
public sealed class LiveGrantsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DisposeAsync_EnumeratorAfterItsSnapshot_LeavesTheNextSnapshotAlone()
    {
        var store = await _folder.NewInitializedStoreAsync();
        foreach (var id in new[] { "a", "b", "c" })
        {
            await store.CommitAsync(NewGrant(id).Build(), default);
        }

        var first = await store.ReadLiveGrantsAsync(default);
        var left = first.Records.GetAsyncEnumerator();
        Assert.True(await left.MoveNextAsync());
        await first.DisposeAsync(); // and its connection goes to the next

        await using var second = await store.ReadLiveGrantsAsync(default);
        await using var records = second.Records.GetAsyncEnumerator();
        var ids = new List<string>();
        while (await records.MoveNextAsync())
        {
            ids.Add(records.Current.Key.Id);
            await left.DisposeAsync();
        }

        Assert.Equal(["a", "b", "c"], ids.Order(StringComparer.Ordinal));
    }
}
