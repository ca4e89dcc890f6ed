using System.Text;
using JitAccess.Stores;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Sqlite.Tests.Committing;

/// <summary>What is erased is in no file any more.</summary>
public sealed class DurabilityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EraseAsync_Text_IsNowhereInTheFilesAnyMore()
    {
        var secret = "my neighbour saw me " + new string('x', 600);
        var store = await _folder.NewInitializedStoreAsync();
        var batch = new ConformanceBatch();
        for (var number = 0; number < 30; number++)
        {
            batch.Put(Key($"t{number}", RecordKind.Text), 0, new RecordIndex { Subject = "amina" }, Encoding.UTF8.GetBytes(secret));
        }

        await store.CommitAsync(batch.Entry().Build(), default);
        Assert.True(FilesHold(secret));
        Assert.Equal(30, await store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default));
        Assert.False(FilesHold(secret));
    }

    private bool FilesHold(string text) => Directory.GetFiles(_folder.Path)
        .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text[..20])) >= 0);
}
