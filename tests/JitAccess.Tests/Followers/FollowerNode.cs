using JitAccess.Followers;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using JitAccess.Tests.Grants.Model;
using JitAccess.Tests.Policies;
using JitAccess.Tests.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace JitAccess.Tests.Followers;

/// <summary>One of several nodes on one store, on time that stands still; nothing runs in the background.</summary>
internal sealed class FollowerNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private int _published;

    public FollowerNode(IGrantStore store, ManualTime time, params IEnumerable<IJournalFollower> followers)
        : this(store, new EphemeralKeyRing(), time, followers)
    {
    }

    public FollowerNode(IGrantStore store, IJitKeyRing ring, ManualTime time, IEnumerable<IJournalFollower> followers)
    {
        (Store, Ring, Time) = (store, ring, time);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton<IHostEnvironment>(new StubEnvironment());
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddJitAccessCore(jit =>
        {
            jit.Services.Replace(ServiceDescriptor.Singleton(store));
            jit.Services.Replace(ServiceDescriptor.Singleton(ring));
        });
        foreach (var follower in followers)
        {
            services.AddSingleton(follower);
        }

        _services = services.BuildServiceProvider();
    }

    public IGrantStore Store { get; }

    public IJitKeyRing Ring { get; }

    public ManualTime Time { get; }

    public IReadOnlyList<JitFollowerStatus> Status => Followers.Status;

    public JournalFollowers Followers => _services.GetRequiredService<JournalFollowers>();

    /// <summary>Another node on the same store, or on what stands before it.</summary>
    public FollowerNode Beside(params IEnumerable<IJournalFollower> followers) => Beside(Store, followers);

    public FollowerNode Beside(IGrantStore store, params IEnumerable<IJournalFollower> followers) => new(store, Ring, Time, followers);

    /// <summary>A node beside this one with clocks of its own.</summary>
    public FollowerNode Beside(ManualTime time, params IEnumerable<IJournalFollower> followers) => new(Store, Ring, time, followers);

    /// <summary>Reads the store, as a poll does.</summary>
    public Task SynchroniseAsync() => _services.GetRequiredService<NodeFollower>().SynchroniseAsync(default);

    /// <summary>Appends so many entries, each its own commit.</summary>
    public async Task WriteAsync(int entries, int from = 0)
    {
        _published = Math.Max(_published, from);
        await Store.InitializeAsync(default);
        for (var entry = 0; entry < entries; entry++)
        {
            var name = $"set-{++_published}";
            var set = JitPolicySet.Create(name, 1, Sample.RefundBuilder($"policy-{_published}").Build());
            await _services.GetRequiredService<PolicyPublisher>().PublishAsync("test", [set], replacesSameVersion: false, default);
        }
    }

    /// <summary>Sets aside so many entries of a follower that wait to be tried again now.</summary>
    public async Task SetAsideAsync(string follower, int count)
    {
        var world = Enumerable.Range(1, count)
            .Select(position => new SetAsideRecord(follower, position, new string('0', 64), Time.Clock.Wall, 3, Deadline.From(Time.Clock.Wall), "IOException"))
            .Aggregate(World.Empty, (all, aside) => all.With(aside));
        var batch = _services.GetRequiredService<BatchBuilder>().Build(World.Empty, new Dictionary<RecordKey, long>(), world, [], Actor.Housekeeping);
        Assert.True((await Store.CommitAsync(batch, default)).IsCommitted);
    }

    /// <summary>Runs a round of each follower, as every second does.</summary>
    public Task RoundAsync() => Followers.SettleAsync(default);

    /// <summary>Lets time pass, a round a second.</summary>
    public async Task RunAsync(Duration duration, params FollowerNode[] others)
    {
        for (var end = Time.Clock.Wall + duration; Time.Clock.Wall < end;)
        {
            Time.Advance(Duration.FromSeconds(1));
            foreach (var node in (FollowerNode[])[this, .. others])
            {
                await node.RoundAsync();
            }
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
