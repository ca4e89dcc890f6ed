using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace JitAccess.Testing.Tests;

public sealed class JitTestHostTests
{
    private const string Why = "customer charged twice";

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    public async Task AdvanceAsync_ToTheEndOfAGrant_IsExactToTheMillisecond(int minutes)
    {
        await using var host = await StartAsync();
        await GrantAsync(host, minutes);

        await host.AdvanceAsync(Duration.FromMinutes(minutes) - Duration.FromMilliseconds(1));
        host.Should("amina").Allow("orders:refund", "orders/4711");

        await host.AdvanceAsync(Duration.FromMilliseconds(1));
        host.Should("amina").Deny("orders:refund", "orders/4711", Reason.Expired);
    }

    [Fact]
    public async Task AdvanceAsync_PastDeadlines_WritesThemDown()
    {
        await using var host = await StartAsync();
        var granted = await GrantAsync(host);
        var pending = await host.As("amina").RequestAsync("refund-order", "orders/1", minutes: 5, Why);

        await host.AdvanceAsync(Duration.FromHours(24));

        Assert.Equal(RequestState.Lapsed, (await host.As("amina").ReadAsync(pending)).State);
        var grants = host.Services.GetRequiredService<IJitGrants>();
        Assert.Equal(GrantState.Expired, (await grants.GetAsync(host.As("amina").Caller, granted.GrantId!)).State);
        var due = await host.Services.GetRequiredService<IGrantStore>()
            .QueryAsync(new StoreQuery.Due(host.Time.Now), new PageRequest(10), CancellationToken.None);
        Assert.Empty(due.Records);
    }

    [Fact]
    public async Task AdvanceAsync_LeaseUnderTwoGrants_EndsWithTheSecond()
    {
        await using var host = await StartAsync();
        await GrantAsync(host, minutes: 10);
        await host.AdvanceAsync(Duration.FromMinutes(5));
        await GrantAsync(host, minutes: 10);
        await using var lease = await host.As("amina").UseAsync("orders:refund", "orders/4711");

        await host.AdvanceAsync(Duration.FromMinutes(10) - Duration.FromMilliseconds(1));
        Assert.False(lease.Ended.IsCancellationRequested);

        await host.AdvanceAsync(Duration.FromMilliseconds(1));
        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Commands_OfEveryKind_DoWhatTheySay()
    {
        await using var host = await StartAsync();
        var (amina, bo) = (host.As("amina"), host.As("bo"));

        var denied = await bo.DenyAsync(await amina.RequestAsync("refund-order", "orders/1", 5, Why), "not today");
        var withdrawn = await amina.WithdrawAsync(await amina.RequestAsync("refund-order", "orders/2", 5, Why));
        var narrowed = await bo.VoteAsync(
            await amina.RequestAsync("refund-order", "orders/3", 5, Why), new JitVote(VoteDecision.Approve) { NarrowToDuration = Duration.FromMinutes(1) });
        var released = await amina.ReleaseAsync(await GrantAsync(host, resource: "orders/4"));
        var revoked = await bo.RevokeAsync(await GrantAsync(host, resource: "orders/5"), "a mistake");

        Assert.Equal(RequestState.Denied, denied.State);
        Assert.Equal(RequestState.Withdrawn, withdrawn.State);
        Assert.Equal(Duration.FromMinutes(1), narrowed.Duration);
        Assert.Equal(GrantState.Released, released.State);
        Assert.Equal(GrantState.Revoked, revoked.State);
        host.Should("amina")
            .Deny("orders:refund", "orders/1", Reason.OutOfScope)
            .And.Allow("orders:refund", "orders/3")
            .And.Deny("orders:refund", "orders/4", Reason.Released)
            .And.Deny("orders:refund", "orders/5", Reason.Revoked);
    }

    [Fact]
    public async Task RequestAsync_Refused_ThrowsWhatTheApplicationThrows()
    {
        await using var host = await StartAsync();

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("bo").RequestAsync("refund-order", "orders/1", 5, Why));

        Assert.Equal(Reason.NotEligible, rejected.Reason);
    }

    [Fact]
    public async Task ReleaseAsync_RequestWithoutGrant_SaysSo()
    {
        await using var host = await StartAsync();
        var pending = await host.As("amina").RequestAsync("refund-order", "orders/1", 5, Why);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => host.As("amina").ReleaseAsync(pending));

        Assert.Contains("Pending", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_RunningApplication_JoinsIt()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Services
            .AddJitAccessCore(jit => jit.AddPolicies(BackOfficePolicies.All))
            .AddJitTesting(people => people.Person("amina", "support").Person("bo", "support-lead"));
        using var app = builder.Build();
        await app.StartAsync();

        await using (var host = JitTestHost.Over(app.Services))
        {
            await GrantAsync(host);
        }

        var access = app.Services.GetRequiredService<IJitAccess>();
        var amina = access.Resolve(Subject.Human(TestPeople.Issuer, "amina"));
        Assert.True(access.Check(amina, "orders:refund", "orders/4711").IsAllowed);
        await app.StopAsync();
    }

    private static Task<JitTestHost> StartAsync() =>
        JitTestHost.StartAsync(BackOfficePolicies.All, people => people.Person("amina", "support").Person("bo", "support-lead"));

    private static async Task<JitRequest> GrantAsync(JitTestHost host, int minutes = 30, string resource = "orders/4711") =>
        await host.As("bo").ApproveAsync(await host.As("amina").RequestAsync("refund-order", resource, minutes, Why));
}
