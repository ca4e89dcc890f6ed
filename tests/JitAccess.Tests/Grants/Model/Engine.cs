using System.Runtime.CompilerServices;
using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using JitAccess.Tests.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace JitAccess.Tests.Grants.Model;

/// <summary>The whole engine as an application registers it, on time that stands still; nothing runs in the background.</summary>
internal sealed class Engine : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly ConditionalWeakTable<StoredRecord, IRecordState> _read = []; // a record never changes, and is verified once

    public Engine(Action<JitAccessBuilder> configure, Action<IServiceCollection>? replace = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IHostEnvironment>(new StubEnvironment());
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        replace?.Invoke(services);
        services.AddJitAccessCore(jit => configure(jit.UseInMemory()));
        _services = services.BuildServiceProvider();
    }

    public ManualTime Time { get; } = new();

    public long Now => Time.Clock.WallMilliseconds;

    /// <summary>How far the journal has come, as this node knows it.</summary>
    public long Position => Get<NodeFollower>().Position;

    public IJitRequests Requests => Get<IJitRequests>();

    public IJitGrants Grants => Get<IJitGrants>();

    public IJitAccess Access => Get<IJitAccess>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Makes the node ready and publishes what it brings.</summary>
    public async Task<Engine> StartAsync(params IEnumerable<JitPolicySet> sets)
    {
        await Get<IGrantStore>().InitializeAsync(default);
        await SynchroniseAsync();
        await Get<PolicyPublisher>().PublishAsync("test", sets, replacesSameVersion: false, default);
        return this;
    }

    public Task SynchroniseAsync() => Get<NodeFollower>().SynchroniseAsync(default);

    public Task KeepHouseAsync() => Get<Housekeeper>().RunAsync(default);

    /// <summary>Lets time pass and renews the proof that the node is fresh.</summary>
    public Task AdvanceAsync(Duration duration)
    {
        Time.Advance(duration);
        return SynchroniseAsync();
    }

    public GrantCheck Check(Subject subject, string permission, string? resource = null) => Access.Check(Access.Resolve(subject), permission, resource);

    /// <summary>Everything that is stored of some kinds in some tenants, verified.</summary>
    public async Task<World> ReadAsync(IEnumerable<Tenant> tenants, IEnumerable<Subject> subjects)
    {
        var records = Get<RecordReader>();
        var world = (await records.LoadAsync([.. subjects.Select(LedgerRecord.KeyOf), .. tenants.Select(DelegationsRecord.KeyOf)], default)).World;
        foreach (var tenant in tenants)
        {
            foreach (var kind in (RecordKind[])[RecordKind.Request, RecordKind.Grant])
            {
                var page = await Get<IGrantStore>().QueryAsync(new StoreQuery.OfTenant(tenant, kind), new PageRequest(1000), default);
                world = page.Records.Aggregate(world, (all, record) => all.With(_read.GetValue(record, records.Read)));
            }
        }

        return world;
    }

    /// <summary>The whole journal.</summary>
    public async Task<IReadOnlyList<StoredEntry>> ReadJournalAsync() =>
        (await Get<IGrantStore>().ReadJournalAsync(JournalCursor.Start, 10_000, default)).Entries;

    public bool Verifies(StoredEntry entry) => Get<Authenticator>().Verifies(entry);

    public void Dispose() => _services.Dispose();
}
