using JitAccess.Stores;
using JitAccess.Testing;
using JitAccess.Tests.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>The back office of <see cref="Desk"/> on one of the stores, behind a probe; it can be restarted and killed.</summary>
internal sealed class Office : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<JitTestHost> _killed = [];
    private readonly string _store;
    private readonly Action<Office, JitAccessBuilder>? _more;
    private readonly Action<ProbeStore>? _probe;

    private Office(string store, Action<Office, JitAccessBuilder>? more, Action<ProbeStore>? probe)
    {
        _store = store;
        _more = more;
        _probe = probe;
    }

    public FakeTime Time { get; private set; } = new();

    public JitTestHost Host { get; private set; } = null!;

    public ProbeStore Store { get; private set; } = null!;

    public IJitGrants Grants => Host.Services.GetRequiredService<IJitGrants>();

    public IJitAccess Access => Host.Services.GetRequiredService<IJitAccess>();

    public string DatabasePath => Path.Combine(_folder.Path, "jit.db");

    public static Task<Office> OpenAsync(
        string store, Action<JitAccessBuilder>? more = null, Instant? at = null, Action<ProbeStore>? probe = null) =>
        OpenAsync(store, (_, jit) => more?.Invoke(jit), at, probe);

    public static async Task<Office> OpenAsync(
        string store, Action<Office, JitAccessBuilder> more, Instant? at = null, Action<ProbeStore>? probe = null)
    {
        var office = new Office(store, more, probe) { Time = new FakeTime(at) };
        await office.StartAsync();
        return office;
    }

    /// <summary>Starts another process on the same store; the one before is stopped, or left as a killed one leaves its files.</summary>
    public async Task RestartAsync(bool kill = false, Instant? bootAt = null)
    {
        if (kill)
        {
            foreach (var service in Host.Services.GetServices<IHostedService>())
            {
                await service.StopAsync(CancellationToken.None); // it must not go on working in this process
            }

            _killed.Add(Host);
        }
        else
        {
            await Host.DisposeAsync();
        }

        Time = new FakeTime(bootAt ?? Time.Now); // another process has another monotonic clock
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _killed.Append(Host))
        {
            await host.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Lets the node see what was committed behind its back, and ignores that it refuses.</summary>
    public async Task<StoreUnavailableException?> PollAsync()
    {
        try
        {
            await Host.SettleAsync();
            return null;
        }
        catch (StoreUnavailableException refused)
        {
            return refused;
        }
    }

    /// <summary>Another node commits an entry, which this one has yet to read.</summary>
    public async Task CommitBehindTheBackAsync()
    {
        await using var other = await Desk.StartAsync(jit => jit.Services.Replace(ServiceDescriptor.Singleton(Store.Unprobed)), Time);
        await other.As("ravi").RequestAsync("watch-orders", "orders", 5);
    }

    private async Task StartAsync()
    {
        Store = new ProbeStore();
        _probe?.Invoke(Store);
        Host = await Desk.StartAsync(
            jit =>
            {
                if (_store == EveryStore.Sqlite)
                {
                    jit.UseSqlite($"Data Source={DatabasePath}");
                }

                Store.StandBefore(jit);
                _more?.Invoke(this, jit);
            },
            Time);
    }
}
