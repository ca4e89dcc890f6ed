using JitAccess.Diagnostics;
using JitAccess.Nodes;
using JitAccess.Stores;
using JitAccess.Testing;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace JitAccess.Tests.Diagnostics;

/// <summary>Names, units and tags of the core's instruments, which are API.</summary>
public sealed class JitMetricsTests : IAsyncLifetime, IDisposable
{
    private JitTestHost _host = null!;
    private MeterProbe _probe = null!;

    public async Task InitializeAsync()
    {
        _host = await Desk.StartAsync();
        _probe = new MeterProbe(_host);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _probe.Dispose();

    [Fact]
    public void Instruments_Page_ListsThemAll()
    {
        var rows = TelemetryPage.Table("Metrics").Select(row => $"{row[0]} | {row[1]} | {row[2]} | {row[4]}");

        Assert.Equal(
            rows.Order(StringComparer.Ordinal),
            _probe.Instruments
                .Select(instrument => $"{instrument.Name} | {instrument.GetType().Name.Split('`')[0]} | {instrument.Unit} | {instrument.Description}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Commands_EachOutcome_IsCounted()
    {
        var request = await _host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
        await Assert.ThrowsAsync<JitRejectedException>(() => _host.As("amina").ApproveAsync(request));
        await _host.As("bo").ApproveAsync(request);
        await _host.As("amina").ReleaseAsync(request);

        Assert.Equal(
            [
                "1 jitaccess.command=submit jitaccess.outcome=accepted",
                "1 jitaccess.command=approve jitaccess.outcome=refused jitaccess.reason=self-approval",
                "1 jitaccess.command=approve jitaccess.outcome=accepted",
                "1 jitaccess.command=release jitaccess.outcome=accepted",
            ],
            _probe.Take("jitaccess.commands"));
    }

    [Fact]
    public async Task Commands_Cancelled_IsCountedAsSuch()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why, cancellationToken: cancelled.Token));

        Assert.Equal(["1 jitaccess.command=submit jitaccess.outcome=cancelled"], _probe.Take("jitaccess.commands"));
    }

    [Fact]
    public async Task Commands_StoreAway_IsAFailure()
    {
        var store = new ProbeStore();
        await using var host = await Desk.StartAsync(jit => store.StandBefore(jit));
        using var probe = new MeterProbe(host);
        store.IsAway = true;

        await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why));

        Assert.Equal(["1 jitaccess.command=submit jitaccess.outcome=failed jitaccess.reason=store-unavailable"], probe.Take("jitaccess.commands"));
    }

    [Fact]
    public async Task Uses_EachOutcome_IsCounted()
    {
        await Assert.ThrowsAsync<JitRejectedException>(() => _host.As("amina").UseAsync("orders:refund", "orders/1"));
        await Desk.GrantAsync(_host, "orders/1");
        await using (await _host.As("amina").UseAsync("orders:refund", "orders/1"))
        {
            Assert.Equal(["1 jitaccess.outcome=refused jitaccess.reason=no-grant", "1 jitaccess.outcome=accepted"], _probe.Take("jitaccess.uses"));
        }
    }

    [Fact]
    public async Task Check_Allowed_MeasuresNothing()
    {
        await Desk.GrantAsync(_host, "orders/1");
        _probe.Take("");

        _host.Should("amina").Allow("orders:refund", "orders/1");

        Assert.Empty(_probe.Take("jitaccess.uses"));
    }

    [Fact]
    public async Task Grants_LiveAndEnded_AreCounted()
    {
        await Desk.GrantAsync(_host, "orders/1", minutes: 5);
        await Desk.GrantAsync(_host, "orders/2", minutes: 10);
        Assert.Equal(["2"], _probe.Take("jitaccess.grants.live"));

        await _host.As("bo").RevokeAsync(await Desk.GrantAsync(_host, "orders/3"), "a mistake");
        Assert.Equal(["1 jitaccess.reason=revoked"], _probe.Take("jitaccess.grants.ended"));

        await _host.AdvanceAsync(Duration.FromMinutes(5));
        Assert.Equal(["1 jitaccess.reason=expired"], _probe.Take("jitaccess.grants.ended"));
        Assert.Equal(["1"], _probe.Take("jitaccess.grants.live"));
    }

    [Fact]
    public async Task Activated_EachGrant_IsCountedOnce()
    {
        await Desk.GrantAsync(_host, "orders/1");

        Assert.Equal(["1"], _probe.Take("jitaccess.grants.activated"));
    }

    [Fact]
    public async Task Settled_LapsedAndExpired_AreCounted()
    {
        await _host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
        await Desk.GrantAsync(_host, "orders/2", minutes: 5);
        _probe.Take("");

        _host.Time.StepWall(Duration.FromHours(24));
        await _host.SettleAsync();

        Assert.Equal(["1", "1"], _probe.Take("jitaccess.housekeeping.settled"));
    }

    [Fact]
    public async Task CommitDuration_EachCommit_IsRecorded()
    {
        await _host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);

        Assert.Equal(["some time jitaccess.outcome=accepted"], _probe.Take("jitaccess.commit.duration"));
    }

    [Fact]
    public void NodeState_WithoutPolls_GoesStale()
    {
        Assert.Equal(["0"], _probe.Take("jitaccess.node.lag"));
        Assert.Equal(
            ["1 jitaccess.state=fresh", "0 jitaccess.state=not-synchronised", "0 jitaccess.state=node-stale", "0 jitaccess.state=node-refuses"],
            _probe.Take("jitaccess.node.state"));

        _host.Time.StepWall(Duration.FromSeconds(8));

        Assert.Equal(["8000"], _probe.Take("jitaccess.node.lag"));
        Assert.Contains("1 jitaccess.state=node-stale", _probe.Take("jitaccess.node.state"));
    }

    [Fact]
    public async Task Application_WithoutMeterFactory_RunsAllTheSame()
    {
        await using var host = await Desk.StartAsync(jit => jit.Services.Replace(ServiceDescriptor.Singleton(provider =>
            new JitMetrics(factory: null, provider.GetRequiredService<GrantTable>(), provider.GetRequiredService<NodeFreshness>()))));

        await Desk.GrantAsync(host, "orders/1");

        host.Should("amina").Allow("orders:refund", "orders/1");
    }
}
