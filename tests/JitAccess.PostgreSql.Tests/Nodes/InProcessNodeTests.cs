using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using JitAccess.Stores;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace JitAccess.PostgreSql.Tests.Nodes;

/// <summary>Nodes in this process over a real PostgreSQL: their clocks are the test's, the store's is the server's.</summary>
public sealed class InProcessNodeTests : IDisposable
{
    private static readonly Duration Tick = Duration.FromMilliseconds(1);

    private static readonly JitPolicySet Policies = JitPolicySet.Create(
        "desk",
        version: 1,
        JitPolicy.Create("watch-orders").Grants("orders:watch").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).AutoApproved().Build(),
        JitPolicy.Create("hold-orders").Grants("orders:hold").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).AutoApproved().BeginsWhenClaimed().Build(),
        JitPolicy.Create("hold-payment").Grants("payments:hold").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1))
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(2)).Build(),
        JitPolicy.Create("adopt-store").Grants(JitPermissions.Adopt).On("store").Eligible(Has.Role("operator")).UpTo(Duration.FromHours(1)).AutoApproved().Build());

    private readonly TestSchema _schema = new();
    private readonly string _keyFile = Path.GetTempFileName();

    public InProcessNodeTests()
    {
        File.WriteAllText(_keyFile, $$$"""{"current":"k1","keys":{"k1":"{{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}}}"}}""");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public void Dispose()
    {
        _schema.Run("DROP SCHEMA IF EXISTS $schema_backup CASCADE");
        _schema.Dispose();
        File.Delete(_keyFile);
    }

    [PostgresFact]
    public async Task P16_EveryBackgroundServiceStopped_AccessEndsOnTheTick()
    {
        var time = ServerTime();
        await using var host = await StartAsync(time: time, configure: jit => jit.Configure(options => options.StalenessBound = Duration.FromSeconds(60)));
        var asked = await host.As("amina").RequestAsync(new JitAsk("watch-orders", Duration.FromSeconds(30)) { Resource = Resource.Parse("orders/1") });
        var ends = (await host.Services.GetRequiredService<IJitGrants>().GetAsync(host.As("amina").Caller, asked.GrantId!)).End.At;
        foreach (var service in host.Services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        time.StepWall(ends - Tick - time.Now); // no timer ever fires
        host.Should("amina").Allow("orders:watch", "orders/1");

        time.StepWall(Tick);
        host.Should("amina").Deny("orders:watch", "orders/1", Reason.Expired);
    }

    [PostgresFact]
    public async Task P27_NeverSynchronised_DeniesUntilTheFirstPoll()
    {
        await using (await StartAsync())
        {
            // The schema and its policies are there.
        }

        var store = new AwayStore { IsAway = true };
        await using var host = await StartAsync(configure: jit =>
        {
            store.StandBefore(jit);
            jit.Configure(options => options.WaitAtStart = Duration.Zero);
        });
        host.Should("amina").Deny("orders:watch", "orders/1", Reason.NotSynchronised);

        store.IsAway = false;
        await host.SettleAsync();
        host.Should("amina").Deny("orders:watch", "orders/1", Reason.NoGrant);
    }

    [PostgresFact]
    public async Task P29_OldCopyPutBackUnderARunningNode_IsRefusedUntilItIsAdopted()
    {
        await using var running = await StartAsync();
        var (kept, revoked) = (await WatchAsync(running, "orders/1"), await WatchAsync(running, "orders/2"));
        await running.SettleAsync();
        Backup();
        await running.As("amina").ReleaseAsync(revoked);
        await running.SettleAsync();

        Restore();
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => running.SettleAsync());
        Assert.Contains("restored or replaced", refused.Message, StringComparison.Ordinal);
        running.Should("amina").Deny("orders:watch", "orders/1", Reason.NodeRefuses).And.Deny("orders:watch", "orders/2", Reason.NodeRefuses);

        // A node that knows nothing believes it, which is what an operator needs.
        await using var fresh = await StartAsync();
        fresh.Should("amina").Allow("orders:watch", "orders/2");
        await fresh.As("olga").RequestAsync("adopt-store", "store", 5);
        var ended = await fresh.Services.GetRequiredService<IJitOperations>().AdoptStoreAsync(fresh.As("olga").Caller, "a backup was restored");

        Assert.Equal(3, ended);
        fresh.Should("amina").Deny("orders:watch", "orders/2", Reason.Revoked);
        await running.SettleAsync();
        running.Should("amina").Deny("orders:watch", "orders/1", Reason.NoGrant).And.Deny("orders:watch", "orders/2", Reason.NoGrant);
        Assert.Equal(GrantState.Revoked, (await running.Services.GetRequiredService<IJitGrants>().GetAsync(running.As("amina").Caller, kept.GrantId!)).State);
        await WatchAsync(fresh, "orders/3");
        await running.SettleAsync();
        running.Should("amina").Allow("orders:watch", "orders/3");
    }

    [PostgresFact]
    public async Task UnfencedSecondPrimary_NodeThatMeetsBoth_Refuses()
    {
        var store = new AwayStore();
        await using var host = await StartAsync(configure: store.StandBefore);
        await host.SettleAsync();
        Backup(); // another primary with the same data, which nobody has fenced off
        await WatchAsync(host, "orders/1");
        store.Instead = _schema.NewStore(configure: options => options.Schema = _schema.Name + "_backup");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => host.SettleAsync());
        host.Should("amina").Deny("orders:watch", "orders/1", Reason.NodeRefuses);

        store.Instead = null;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => host.SettleAsync());
        host.Should("amina").Deny("orders:watch", "orders/1", Reason.NodeRefuses);
    }

    // P03: of two nodes that claim at once one begins the grant, and the other is told that it has begun.
    [PostgresFact]
    public async Task P03_TwoNodes_ClaimAtOnce_OneBegins()
    {
        var time = ServerTime();
        await using var one = await StartAsync(time: time);
        await using var other = await StartAsync(time: time);
        for (var round = 1; round <= 5; round++)
        {
            var request = await one.As("amina").RequestAsync("hold-orders", $"orders/{round}", 30);

            var claims = await Task.WhenAll(new[] { one, other, one, other }.Select(node => TryAsync(() => node.As("amina").ActivateAsync(request), Reason.NotClaimable)));

            Assert.Single(claims, true);
            await one.SettleAsync();
            await other.SettleAsync();
            one.Should("amina").Allow("orders:hold", $"orders/{round}");
            other.Should("amina").Allow("orders:hold", $"orders/{round}");
        }
    }

    // P07: of several uses of one link at once, on two nodes, one is a vote.
    [PostgresFact]
    public async Task P07_TwoNodes_UseOneLinkAtOnce_OneVotes()
    {
        var (time, box) = (ServerTime(), new LinkBox());
        await using var one = await StartAsync(
            jit => jit.AddNotifier("box", _ => box).ConfigureNotifications(options => (options.LinkBase, options.ApprovalLinks, options.DigestAbove) = (new Uri("https://app.example/jit"), true, 100)), time);
        await using var other = await StartAsync(time: time);
        for (var round = 1; round <= 5; round++)
        {
            var request = await one.As("amina").RequestAsync("hold-payment", $"orders/{round}", 30);
            await one.SettleAsync();
            var vote = new JitVote(VoteDecision.Approve) { Link = box.LinkOf(request, "bo") };

            var votes = await Task.WhenAll(new[] { one, other, one, other }.Select(node => TryAsync(() => node.As("bo").VoteAsync(request, vote), Reason.LinkUsed)));

            Assert.Single(votes, true);
            Assert.Equal(RequestState.Pending, (await other.As("amina").ReadAsync(request)).State);
        }
    }

    [PostgresFact]
    public async Task TwoNodes_DelegateToEachOtherAtOnce_MakeNoCircle()
    {
        var time = ServerTime();
        await using var one = await StartAsync(time: time);
        await using var other = await StartAsync(time: time);
        for (var round = 0; round < 5; round++)
        {
            var made = await Task.WhenAll(
                TryAsync(() => DelegateAsync(one, "amina", "olga"), Reason.DelegationCircle), TryAsync(() => DelegateAsync(other, "olga", "amina"), Reason.DelegationCircle));

            Assert.Single(made, true);
            foreach (var delegation in await one.Services.GetRequiredService<IJitDelegations>().ListAsync(one.As("amina").Caller))
            {
                await other.Services.GetRequiredService<IJitDelegations>().EndAsync(other.As("amina").Caller, delegation.Id);
            }
        }
    }

    private static async Task<JitDelegation> DelegateAsync(JitTestHost host, string by, string to) => await host.Services.GetRequiredService<IJitDelegations>().DelegateAsync(
        host.As(by).Caller, new JitDelegationAsk(host.People.SubjectOf(to), host.Time.Now + Duration.FromHours(1)));

    private static async Task<bool> TryAsync(Func<Task> command, Reason refusal)
    {
        try
        {
            await command();
            return true;
        }
        catch (JitRejectedException rejected) when (rejected.Reason == refusal)
        {
            return false;
        }
    }

    private static Task<JitRequest> WatchAsync(JitTestHost host, string resource) => host.As("amina").RequestAsync("watch-orders", resource, 30);

    private FakeTime ServerTime()
    {
        var milliseconds = PostgresServer.Shared.Ask("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint");
        return new FakeTime(Instant.FromUnixTimeMilliseconds((long)milliseconds!));
    }

    private Task<JitTestHost> StartAsync(Action<JitAccessBuilder>? configure = null, FakeTime? time = null) => JitTestHost.StartAsync(
        jit =>
        {
            jit.UsePostgreSql(PostgresServer.Shared.ConnectionString, options => options.Schema = _schema.Name).UseKeyFile(_keyFile).AddPolicies(Policies)
                .Configure(options => options.Administration.MayOperate = Has.Role("operator"));
            configure?.Invoke(jit);
        },
        people => people.Person("amina", "support").Person("olga", "operator").Person("bo", "support-lead").Person("chen", "support-lead"),
        time ?? ServerTime());

    private void Backup() => Copy(_schema.Name, _schema.Name + "_backup", "CREATE SCHEMA $to; ", "CREATE TABLE $to.%1$I AS SELECT %2$s FROM $from.%1$I");

    // As a database that was restored: no trigger of ours has a say.
    private void Restore() => Copy(
        _schema.Name + "_backup", _schema.Name, "SET session_replication_role = replica; ", "TRUNCATE $to.%1$I CASCADE; INSERT INTO $to.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM $from.%1$I");

    private static void Copy(string from, string to, string first, string table) => PostgresServer.Shared.Run((first + """
        DO $do$ DECLARE one text; columns text; BEGIN
            FOR one IN SELECT table_name FROM information_schema.tables WHERE table_schema = '$from' ORDER BY 1 LOOP
                SELECT string_agg(quote_ident(column_name), ',' ORDER BY ordinal_position) INTO columns
                FROM information_schema.columns WHERE table_schema = '$from' AND table_name = one AND is_generated = 'NEVER';
                EXECUTE format('
        """ + table + """
        ', one, columns);
            END LOOP;
        END $do$
        """).Replace("$from", from, StringComparison.Ordinal).Replace("$to", to, StringComparison.Ordinal));

    /// <summary>Keeps the links that were sent.</summary>
    private sealed class LinkBox : INotifier
    {
        private readonly ConcurrentDictionary<(string? Request, string? Approver), string> _links = new();

        public Task NotifyAsync(JitNotification notification, CancellationToken cancellationToken)
        {
            if (notification.Facts.ApprovalLink is { } link)
            {
                _links[(notification.Facts.RequestId, notification.Recipient.Subject?.Id)] = link.Query["?link=".Length..];
            }

            return Task.CompletedTask;
        }

        public string LinkOf(JitRequest request, string approver) => _links[(request.Id, approver)];
    }

    /// <summary>The real store behind a network that can be cut.</summary>
    private sealed class AwayStore : ForwardingStore
    {
        private IGrantStore? _inner;

        public bool IsAway { get; set; }

        /// <summary>The store that answers instead.</summary>
        public IGrantStore? Instead { get; set; }

        protected override IGrantStore Inner => IsAway ? throw new StoreUnavailableException("The test has cut the network.") : Instead ?? _inner!;

        public void StandBefore(JitAccessBuilder jit)
        {
            var chosen = jit.Services.Last(service => service.ServiceType == typeof(IGrantStore));
            jit.Services.Replace(ServiceDescriptor.Singleton<IGrantStore>(services =>
            {
                _inner = (IGrantStore)chosen.ImplementationFactory!(services);
                return this;
            }));
        }
    }
}
