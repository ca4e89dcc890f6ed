using System.Threading.Channels;
using JitAccess.Api.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NightlyPurge;
using NodaTime;

namespace JitAccess.Testing.Tests.Samples;

/// <summary>The worker of the sample, with its own policy file, on a clock that moves as the test says.</summary>
public sealed class NightlyPurgeTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly Life _life = new();
    private readonly SteppedCustomers _customers;
    private readonly FakeTime _time = new();

    public NightlyPurgeTests() => _customers = new SteppedCustomers(_time);

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task PurgeService_GrantOfFiveSeconds_StopsOnTheTick()
    {
        await using var host = await StartAsync(role: "purge-job");
        using var worker = await RunAsync(host);

        for (var second = 1; second <= 4; second++)
        {
            Assert.Equal(second, await _customers.Started.ReadAsync());
            await host.AdvanceAsync(Duration.FromSeconds(1));
        }

        // The fifth customer would take until 5.5 s; the grant ends at 5 s.
        Assert.Equal(5, await _customers.Started.ReadAsync());
        await host.AdvanceAsync(Duration.FromMilliseconds(999));
        Assert.False(_life.Ended.IsCompleted);
        await host.AdvanceAsync(Duration.FromMilliseconds(1));
        await _life.Ended;

        Assert.Equal(
            """
            09:00:00.000  refused, no-grant: customers:purge on customers/eu: you hold no live grant.
            09:00:00.000  asked with the ticket NIGHT-20260302: the request is Approved
            09:00:00.000  purging until 2026-03-02T09:00:05Z
            09:00:01.000  purged customer 1
            09:00:02.000  purged customer 2
            09:00:03.000  purged customer 3
            09:00:04.000  purged customer 4
            09:00:05.000  stopped after 4 customers; the others wait for the next night
            09:00:05.000  refused, expired: customers:purge on customers/eu: the grant that covered this ended at 2026-03-02T09:00:05.000Z.

            """,
            _output.ToString());
    }

    [Fact]
    public async Task PurgeService_Revoked_StopsAtOnce()
    {
        await using var host = await StartAsync(role: "purge-job");
        using var worker = await RunAsync(host);
        await _customers.Started.ReadAsync();

        var grants = host.Services.GetRequiredService<IJitGrants>();
        await grants.RevokeAllAsync(host.As("olga").Caller, new RevocationSelector.OfSubject(PurgeService.Me), "wrong night");
        await _life.Ended;

        Assert.Contains("09:00:00.000  stopped after 0 customers", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("09:00:00.000  refused, revoked", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PurgeService_WithoutTheRole_TouchesNothing()
    {
        await using var host = await StartAsync(role: "cook");
        using var worker = Worker(host);

        await worker.StartAsync(CancellationToken.None);
        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => worker.ExecuteTask!);

        Assert.Equal(Reason.NotEligible, rejected.Reason);
        Assert.False(_customers.Started.TryRead(out _));
        Assert.True(_life.Ended.IsCompletedSuccessfully);
    }

    private Task<JitTestHost> StartAsync(string role) => JitTestHost.StartAsync(
        jit => jit
            .AddPolicies(RepositoryTree.PathOf("samples", "NightlyPurge", "policies", "*.json"))
            .Configure(options => options.Administration.MayRevoke = Has.Role("on-call")),
        people => people.Add("nightly-purge", new DirectoryEntry(PurgeService.Me) { Roles = [role] }).Person("olga", "on-call"),
        _time);

    private async Task<PurgeService> RunAsync(JitTestHost host)
    {
        var worker = Worker(host);
        await worker.StartAsync(CancellationToken.None);
        return worker;
    }

    private PurgeService Worker(JitTestHost host) => new(
        host.Services.GetRequiredService<IJitRequests>(),
        host.Services.GetRequiredService<IJitAccess>(),
        _customers,
        _time,
        TextWriter.Synchronized(_output),
        _life);

    /// <summary>Customers who take a second each, the fifth a second and a half; each start is told.</summary>
    private sealed class SteppedCustomers(FakeTime time) : ICustomers
    {
        private readonly Channel<int> _started = Channel.CreateUnbounded<int>();

        public ChannelReader<int> Started => _started.Reader;

        public IEnumerable<int> Due => Enumerable.Range(1, 10);

        public Task PurgeAsync(int customer, CancellationToken cancellationToken)
        {
            var purging = Task.Delay(TimeSpan.FromSeconds(customer == 5 ? 1.5 : 1), time, cancellationToken);
            _started.Writer.TryWrite(customer);
            return purging;
        }
    }

    private sealed class Life : IHostApplicationLifetime
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _ended.TrySetResult();
    }
}
