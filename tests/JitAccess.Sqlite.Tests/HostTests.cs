using System.Runtime.Versioning;
using JitAccess.Stores;
using JitAccess.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitAccess.Sqlite.Tests;

/// <summary>A host with this store: starts, comes back, and does not start without its key.</summary>
public sealed class HostTests : IDisposable
{
    private static readonly JitPolicySet Policies = JitPolicySet.Create("test", 1, JitPolicy.Create("refund-order")
        .Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(NodaTime.Duration.FromHours(1))
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")).Needs(1))
        .Build());

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task StartAsync_Again_GoesOnWithTheSameJournal()
    {
        var first = await RunAsync();
        var second = await RunAsync();

        Assert.True(first.Head.Position > 0);
        Assert.Equal(first.Incarnation, second.Incarnation);
        Assert.Equal(first.Entries.Select(entry => entry.KeyId), second.Entries.Take(first.Entries.Count).Select(entry => entry.KeyId));
        Assert.Equal(first.Entries[^1].Hash.ToArray(), second.Entries[first.Entries.Count - 1].Hash.ToArray());
    }

    [Fact]
    public async Task StartAsync_KeyLost_DoesNotStart()
    {
        await RunAsync();
        File.Delete(_folder.KeyPath);

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => RunAsync());
        Assert.Equal(Reason.KeyMissing, refusal.Reason);
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public async Task StartAsync_NewFile_IsItsOwnersAlone()
    {
        await RunAsync(() =>
        {
            foreach (var file in Directory.GetFiles(_folder.Path, "jit.db*"))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            Assert.Contains(Directory.GetFiles(_folder.Path), file => file.EndsWith("-wal", StringComparison.Ordinal));
        });
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public async Task StartAsync_FileThatExists_KeepsItsRights()
    {
        var shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        var path = Path.Combine(_folder.Path, "jit.db");
        await File.WriteAllBytesAsync(path, []);
        File.SetUnixFileMode(path, shared);

        await RunAsync();

        Assert.Equal(shared, File.GetUnixFileMode(path));
    }

    private async Task<JournalPage> RunAsync(Action? whileItRuns = null)
    {
        using var host = new HostBuilder()
            .UseContentRoot(_folder.Path)
            .ConfigureServices(services => services.AddJitAccessCore(jit => jit.UseSqlite("Data Source=jit.db").AddPolicies(Policies)))
            .Build();
        await host.StartAsync();
        var page = await host.Services.GetRequiredService<IGrantStore>().ReadJournalAsync(JournalCursor.Start, 100, default);
        whileItRuns?.Invoke();
        await host.StopAsync();
        return page;
    }
}
