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
