using JitAccess.Nodes;
using JitAccess.Stores;
using JitAccess.Tests.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>A store that is away: everything that needs it is a typed refusal, and what was done before it went is done.</summary>
public sealed class OutageTests
{
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task EveryCall_StoreAway_IsRefusedWithItsReason(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
        var granted = await Desk.GrantAsync(office.Host, "customers/1", policy: "delete-customer");
        var (amina, olga) = (office.Host.As("amina").Caller, office.Host.As("olga").Caller);
        var (requests, policies) = (office.Host.Services.GetRequiredService<IJitRequests>(), office.Host.Services.GetRequiredService<IJitPolicies>());
        var more = JitPolicySet.Create("desk", version: 2, Desk.Watch);
        office.Store.IsAway = true;

        foreach (var call in new Func<Task>[]
        {
            () => requests.ListPoliciesAsync(amina).AsTask(),
            () => requests.ListAsync(amina, new JitPageRequest()).AsTask(),
            () => requests.GetAsync(amina, pending.Id).AsTask(),
            () => office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why),
            () => office.Host.As("bo").ApproveAsync(pending),
            () => office.Host.As("amina").WithdrawAsync(pending),
            () => office.Grants.ListAsync(amina, new JitPageRequest()).AsTask(),
            () => office.Grants.GetAsync(amina, granted.GrantId!).AsTask(),
            () => office.Grants.ReleaseAsync(amina, granted.GrantId!).AsTask(),
            () => office.Grants.RevokeAsync(olga, granted.GrantId!, "away").AsTask(),
            () => office.Grants.RevokeAllAsync(olga, new RevocationSelector.OfPolicy("refund-order"), "away").AsTask(),
            () => office.Grants.ExplainAsync(amina, "orders:refund", "orders/1").AsTask(),
            () => policies.ListAsync().AsTask(),
            () => policies.PublishAsync(olga, more).AsTask(),
            () => office.Host.As("amina").UseAsync("customers:delete", "customers/1"),
        })
        {
            Assert.Equal(Reason.StoreUnavailable, (await Assert.ThrowsAsync<JitRejectedException>(call)).Reason);
        }

        office.Store.IsAway = false;
        await office.Host.As("bo").ApproveAsync(pending);
    }

    [Theory]
    [InlineData(EveryStore.Memory, RecordKind.Request)]
    [InlineData(EveryStore.Memory, RecordKind.Catalogue)]
    [InlineData(EveryStore.Sqlite, RecordKind.Request)]
    [InlineData(EveryStore.Sqlite, RecordKind.Catalogue)]
    public async Task Query_WhatItRestsOnBroken_IsRefusedWithItsReason(string store, RecordKind broken)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
        var requests = office.Host.Services.GetRequiredService<IJitRequests>();
        office.Store.ChangeRecord = record => record.Key.Kind == broken ? record with { Mac = new byte[32] } : record;

        foreach (var call in new Func<Task>[]
        {
            () => requests.GetAsync(office.Host.As("amina").Caller, pending.Id).AsTask(),
            () => requests.ListAsync(office.Host.As("amina").Caller, new JitPageRequest()).AsTask(),
        }.Take(broken == RecordKind.Request ? 1 : 2)) // a list leaves a request out and shows the others
        {
            Assert.Equal(Reason.JournalBroken, (await Assert.ThrowsAsync<JitRejectedException>(call)).Reason);
        }
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Commands_StoreGoesAwayAfterTheCommit_HaveSucceeded(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
        office.Store.AfterCommit = () =>
        {
            office.Store.IsAway = true;
            return Task.CompletedTask;
        };

        var approved = await office.Host.As("bo").ApproveAsync(pending);
        Assert.Equal((RequestState.Approved, pending.Version + 1), (approved.State, approved.Version));
        office.Host.Should("amina").Allow("orders:refund", "orders/1");

        office.Store.IsAway = false;
        var released = await office.Grants.ReleaseAsync(office.Host.As("amina").Caller, approved.GrantId!);
        Assert.Equal(GrantState.Released, released.State);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Released);

        office.Store.IsAway = false;
        var submitted = await office.Host.As("amina").RequestAsync("refund-order", "orders/2", 5, Desk.Why);
        Assert.Equal(RequestState.Pending, submitted.State);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Command_CancelledAfterTheCommit_HasSucceeded(string store)
    {
        await using var office = await Office.OpenAsync(store);
        using var cancelled = new CancellationTokenSource();
        office.Store.AfterCommit = cancelled.CancelAsync;

        var submitted = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why, cancellationToken: cancelled.Token);

        Assert.Equal(Desk.Why, submitted.Justification);
    }

    [Fact]
    public async Task Start_StoreComesBackWithAnotherSetOfTheSameVersion_IsLoudAndGoesOn()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        var log = new ListLogger<JitNode>();
        office.Store.IsAway = true;
        await using var host = await Desk.StartAsync(
            jit =>
            {
                jit.Services.Replace(ServiceDescriptor.Singleton<IGrantStore>(office.Store)).Replace(ServiceDescriptor.Singleton<ILogger<JitNode>>(log));
                jit.Services.RemoveAll<JitPolicySet>();
                jit.AddPolicies(JitPolicySet.Create("desk", version: 1, Desk.Watch)).Configure(options => options.WaitAtStart = Duration.Zero);
            },
            office.Time);

        office.Store.IsAway = false;
        await host.AdvanceAsync(Duration.FromSeconds(2));
        await host.AdvanceAsync(Duration.FromSeconds(2));

        Assert.Contains(log.Lines, line => line.StartsWith("Critical 1013", StringComparison.Ordinal) && line.Contains("desk", StringComparison.Ordinal));
        Assert.True(host.Services.GetRequiredService<JitNode>().IsPrepared);
        await host.As("amina").RequestAsync("watch-orders", "orders", 5);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Housekeeping_StoreAway_TriesAgainAndWritesTheDeadlineAsTheTime(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await Desk.GrantAsync(office.Host, "orders/1", minutes: 5);
        await office.Host.AdvanceAsync(Duration.FromMinutes(4));
        office.Store.IsAway = true;
        await office.Host.AdvanceAsync(Duration.FromMinutes(10));

        office.Store.IsAway = false;
        await office.Host.AdvanceAsync(Duration.FromMinutes(1));

        var grant = await office.Grants.GetAsync(office.Host.As("amina").Caller, granted.GrantId!);
        Assert.Equal(GrantState.Expired, grant.State);
        var expired = Assert.Single(office.Store.Written.SelectMany(batch => batch.Entries).Select(JournalText.Of), entry => entry.Kind == "grant-expired");
        Assert.Contains("\"at\":\"2026-03-02T09:05:00.000Z\"", expired.Text, StringComparison.Ordinal);
    }
}
