using JitAccess.Stores;
using static JitAccess.StoreContract.Batch;

namespace JitAccess.Sqlite.Tests.Processes;

/// <summary>Several processes on one file.</summary>
public sealed class ManyProcessesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EmptyFolder_ManyProcessesStartAtOnce_OneKeyWins()
    {
        for (var round = 0; round < 3; round++)
        {
            var keys = (await RunAsync(4, "key")).Select(Assert.Single).Distinct(StringComparer.Ordinal);
            Assert.Equal((await File.ReadAllTextAsync(_folder.KeyPath)).Split('"')[3], Assert.Single(keys));
            Assert.Empty(Directory.GetFiles(_folder.Path).Except([_folder.DatabasePath, _folder.KeyPath]));
            File.Delete(_folder.KeyPath);
            File.Delete(_folder.DatabasePath);
        }
    }

    [Fact]
    public async Task ManyProcesses_WriteAtOnce_ShareOneJournalWithoutGaps()
    {
        const int commits = 40;
        var reports = await RunAsync(3, "write", "p{0}", "2", $"{commits}");
        using var store = await _folder.NewInitializedStoreAsync();
        var page = await store.ReadJournalAsync(JournalCursor.Start, 10_000, default);

        Assert.Equal(3 * 2 * commits * 3, page.Head.Position);
        AssertChain(page.Entries, JournalCursor.Start);
        var names = page.Entries.Chunk(3).Select(commit => TextOf(commit[2]));
        Assert.Equal(reports.SelectMany(report => report.Skip(1)).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    private async Task<List<List<string>>> RunAsync(int count, string command, params string[] arguments)
    {
        var children = await Task.WhenAll(Enumerable.Range(0, count).Select(number =>
            Child.StartAsync([command, _folder.Path, .. arguments.Select(argument => argument.Replace("{0}", $"{number}", StringComparison.Ordinal))])));
        try
        {
            Array.ForEach(children, child => child.Go());
            var reports = await Task.WhenAll(children.Select(child => child.ReadToEndAsync()));
            Assert.All(children, child => Assert.Equal(0, child.ExitCode));
            return [.. reports];
        }
        finally
        {
            Array.ForEach(children, child => child.Dispose());
        }
    }
}
