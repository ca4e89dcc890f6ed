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

            // SQLite leaves its log where the last two connections close at the same moment: each takes the other for one that goes on.
            string[] ofDatabase = [_folder.DatabasePath, _folder.DatabasePath + "-wal", _folder.DatabasePath + "-shm"];
            Assert.Empty(Directory.GetFiles(_folder.Path).Except([.. ofDatabase, _folder.KeyPath]));
            Array.ForEach(ofDatabase, File.Delete);
            File.Delete(_folder.KeyPath);
        }
    }

    private async Task<List<List<string>>> RunAsync(int count, string command)
    {
        var children = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Child.StartAsync(command, _folder.Path)));
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
