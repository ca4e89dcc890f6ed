using JitAccess.Followers;
using JitAccess.Journal;
using JitAccess.Stores;
using JitAccess.Testing;
using JitAccess.Tests.Grants.Model;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace JitAccess.Tests.Notifications;

/// <summary>The desk with policies that name their approvers, on a store that nodes with notifiers share; nothing runs on those but what a test runs.</summary>
internal sealed class PostRoom : IAsyncDisposable
{
    private readonly List<ServiceProvider> _nodes = [];
    private readonly EphemeralKeyRing _ring = new();

    private PostRoom()
    {
    }

    public FakeTime Time { get; } = new();

    /// <summary>Whether the directory of the nodes that are made from now on lists people; otherwise they are told to those whom policies name.</summary>
    public bool Lists { get; set; }

    public IGrantStore Store { get; private set; } = null!;

    public JitTestHost Host { get; private set; } = null!;

    public IJitGrants Grants => Host.Services.GetRequiredService<IJitGrants>();

    public static Condition Named(string name) => Has.Subject(Subject.Human(TestPeople.Issuer, name));

    /// <summary>Two leads and then olga; up to two hours with extensions, by either lead.</summary>
    public static JitPolicy Twice { get; } = JitPolicy.Create("pay-out")
        .Grants("orders:pay").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .RequiresJustification(minLength: 10)
        .Stage("lead", stage => stage.ApprovedBy(Named("bo") | Named("chen")).Needs(2))
        .Stage("boss", stage => stage.ApprovedBy(Named("olga")))
        .Build();

    public static JitPolicy Once { get; } = JitPolicy.Create("maintain")
        .Grants("orders:maintain").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .ScheduledUpTo(Duration.FromDays(7))
        .Extendable(Duration.FromHours(2), extension => extension.Stage("lead", stage => stage.ApprovedBy(Named("bo"))))
        .Stage("lead", stage => stage.ApprovedBy(Named("bo")))
        .Build();

    public static JitPolicy Single { get; } = JitPolicy.Create("erase")
        .Grants("orders:erase").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .SingleUse()
        .Stage("lead", stage => stage.ApprovedBy(Named("bo")))
        .Build();

    public static async Task<PostRoom> OpenAsync()
    {
        var room = new PostRoom();
        room.Store = new InMemoryStore(room.Time);
        room.Host = await Desk.StartAsync(
            jit =>
            {
                jit.AddPolicies(JitPolicySet.Create("post", version: 1, Twice, Once, Single));
                room.Share(jit, room.Store);
            },
            room.Time);
        return room;
    }

    /// <summary>A node on the store, or on what stands before it, that has caught up with what was there before the test.</summary>
    public async Task<JournalFollowers> NodeAsync(INotifier notifier, Action<JitAccessBuilder>? more = null)
    {
        var caughtUp = new Switch(notifier);
        var node = Node(Store, jit =>
        {
            jit.AddNotifier("box", _ => caughtUp);
            more?.Invoke(jit);
        });
        await node.SettleAsync(CancellationToken.None);
        caughtUp.IsOn = true;
        return node;
    }

    /// <summary>A node on what stands before the store.</summary>
    public JournalFollowers Node(IGrantStore store, Action<JitAccessBuilder> configure) => Services(store, configure).GetRequiredService<JournalFollowers>();

    public ServiceProvider Services(IGrantStore store, Action<JitAccessBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IHostEnvironment>(new StubEnvironment());
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ISubjectDirectory>(Lists ? Host.People : new Finding(Host.People));
        services.AddJitAccessCore(jit =>
        {
            Share(jit, store);
            configure(jit);
        });
        var node = services.BuildServiceProvider();
        _nodes.Add(node);
        return node;
    }

    /// <summary>Lets time pass, a round a second.</summary>
    public async Task RunAsync(Duration duration, params JournalFollowers[] nodes)
    {
        for (var end = Time.Now + duration; Time.Now < end;)
        {
            await Host.AdvanceAsync(Duration.FromSeconds(1));
            foreach (var node in nodes)
            {
                await node.SettleAsync(CancellationToken.None);
            }
        }
    }

    public Task<JitRequest> AskAsync(string policy, string resource = "orders/1", string by = "amina", int minutes = 30) =>
        Host.As(by).RequestAsync(policy, resource, minutes, Desk.Why);

    /// <summary>Lets a lead approve a request of one stage, and reads its grant.</summary>
    public async Task<JitGrant> GrantAsync(string policy = "maintain", string resource = "orders/1", Instant? start = null)
    {
        var request = await Host.As("amina").RequestAsync(new JitAsk(policy, Duration.FromMinutes(30))
        {
            Resource = Resource.Parse(resource),
            Justification = Desk.Why,
            StartAt = start,
        });
        return await Grants.GetAsync(Host.As("amina").Caller, (await Host.As("bo").ApproveAsync(request)).GrantId!);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await Host.DisposeAsync();
    }

    private void Share(JitAccessBuilder jit, IGrantStore store)
    {
        jit.Services.Replace(ServiceDescriptor.Singleton(store));
        jit.Services.Replace(ServiceDescriptor.Singleton<IJitKeyRing>(_ring));
    }

    // Finds and does not list.
    private sealed class Finding(ISubjectDirectory people) : ISubjectDirectory
    {
        public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken) => people.FindAsync(subject, cancellationToken);
    }

    private sealed class Switch(INotifier notifier) : INotifier
    {
        public bool IsOn { get; set; }

        public Task NotifyAsync(JitNotification notification, CancellationToken cancellationToken) =>
            IsOn ? notifier.NotifyAsync(notification, cancellationToken) : Task.CompletedTask;
    }
}
