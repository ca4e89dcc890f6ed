using JitAccess.Stores;

namespace JitAccess.Tests.Scenarios;

/// <summary>A node remembers how far it has read, so that it does not believe an older copy of the store.</summary>
public sealed class NodeFileTests
{
    private string? _nodeFolder; // where it is not beside the database

    [Fact]
    public async Task Restart_StoreAsItWas_GoesOn()
    {
        await using var office = await OpenAsync();
        await Desk.GrantAsync(office.Host, "orders/1");
        await office.Host.SettleAsync();
        Assert.True(File.Exists(NodeFileOf(office)));

        await office.RestartAsync(kill: true);
        await Desk.GrantAsync(office.Host, "orders/2");
        await office.RestartAsync();

        office.Host.Should("amina").Allow("orders:refund", "orders/1").And.Allow("orders:refund", "orders/2");
    }

    [Fact]
    public async Task P29_Restart_OlderCopyPutBackMeanwhile_DoesNotStart()
    {
        await using var office = await OpenAsync();
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        await office.RestartAsync();
        File.Copy(office.DatabasePath, office.DatabasePath + ".backup");
        await office.Host.As("bo").RevokeAsync(granted, "a mistake");
        await office.Host.DisposeAsync(); // before the node polls again; closes the file, and with it the write-ahead log
        File.Copy(office.DatabasePath + ".backup", office.DatabasePath, overwrite: true);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => office.RestartAsync());

        Assert.Equal(Reason.JournalBroken, refused.Reason);
        Assert.Contains("restored or replaced", refused.Message, StringComparison.Ordinal);
    }

    // The store is away when the node starts, and comes back as an older copy; then somebody gives a grant back before the node has read anything.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task P29_StoreAwayAtTheStart_OlderCopyIsNotBelievedWhateverComesFirst(bool isCommandFirst)
    {
        var isAway = false;
        await using var office = await Office.OpenAsync(
            EveryStore.Sqlite,
            (office, jit) => jit.Configure(options =>
            {
                options.NodeFile = NodeFileOf(office);
                options.WaitAtStart = isAway ? NodaTime.Duration.Zero : options.WaitAtStart;
            }),
            probe: store => store.IsAway = isAway);
        var revoked = await Desk.GrantAsync(office.Host, "orders/2");
        var other = await Desk.GrantAsync(office.Host, "orders/1");
        await office.RestartAsync();
        File.Copy(office.DatabasePath, office.DatabasePath + ".backup");
        await office.Host.As("bo").RevokeAsync(revoked, "a mistake");
        await office.Host.SettleAsync();
        await office.RestartAsync();
        await office.Host.DisposeAsync();
        var known = await File.ReadAllTextAsync(NodeFileOf(office));
        File.Copy(office.DatabasePath + ".backup", office.DatabasePath, overwrite: true);

        isAway = true;
        await office.RestartAsync();
        office.Store.IsAway = false;
        if (isCommandFirst)
        {
            await office.Host.As("amina").ReleaseAsync(other);
        }

        await office.PollAsync();
        office.Host.Should("amina").Deny("orders:refund", "orders/2", Reason.NodeRefuses);
        Assert.Equal(known, await File.ReadAllTextAsync(NodeFileOf(office)));

        // Somebody restarts the node that denies: what it refused must not have become what it remembers.
        await office.Host.DisposeAsync();
        Assert.Equal(known, await File.ReadAllTextAsync(NodeFileOf(office)));
        isAway = false;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => office.RestartAsync());
    }

    // A disk that is not mounted, a folder that this process may not enter, a path through what is no folder: nobody can tell whether the file is there.
    [Theory]
    [InlineData("away")]
    [InlineData("in a file")]
    public async Task P29_Restart_FolderNotThere_DoesNotTakeItForAFirstStart(string how)
    {
        await using var office = await OpenAsync();
        await office.Host.SettleAsync();
        await office.Host.DisposeAsync();
        var folder = Path.GetDirectoryName(NodeFileOf(office))!;
        _nodeFolder = Path.Combine(folder, "mounted");
        if (how == "in a file")
        {
            await File.WriteAllTextAsync(_nodeFolder, "");
        }

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => office.RestartAsync());
        Assert.Equal(Reason.NodeRefuses, refused.Reason);

        File.Delete(_nodeFolder);
        Directory.CreateDirectory(_nodeFolder);
        await office.RestartAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"position\":1,\"hash\":\"zz\",\"incarnation\":\"x\"}")]
    [InlineData("{\"position\":1,\"hash\":null,\"incarnation\":\"x\"}")]
    [InlineData("{\"position\":\"1\",\"hash\":\"00\",\"incarnation\":\"x\"}")]
    [InlineData("[]")]
    public async Task Restart_FileThatSaysNothing_DoesNotStart(string content)
    {
        await using var office = await OpenAsync();
        await office.Host.SettleAsync();
        await File.WriteAllTextAsync(NodeFileOf(office), content);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => office.RestartAsync(kill: true));

        Assert.Equal(Reason.NodeRefuses, refused.Reason);
        Assert.Contains("node.json", refused.Message, StringComparison.Ordinal);
        File.Delete(NodeFileOf(office));
        await office.RestartAsync();
    }

    private string NodeFileOf(Office office) => Path.Combine(_nodeFolder ?? Path.GetDirectoryName(office.DatabasePath)!, "node.json");

    private Task<Office> OpenAsync() =>
        Office.OpenAsync(EveryStore.Sqlite, (office, jit) => jit.Configure(options => options.NodeFile = NodeFileOf(office)));
}
