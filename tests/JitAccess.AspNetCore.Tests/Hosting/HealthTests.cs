using JitAccess.Committing;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Hosting;

public sealed class HealthTests
{
    [Fact]
    public async Task Check_OfANodeThatMayAnswer_IsHealthyAndTellsWhatItKnows()
    {
        await using var app = await StartAsync();

        var entry = await CheckAsync(app);

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal(5000L, entry.Data["boundMilliseconds"]);
        Assert.Equal(0L, entry.Data["lagMilliseconds"]);
        Assert.True((long)entry.Data["position"] > 0);
        Assert.DoesNotContain("reason", entry.Data.Keys);
    }

    [Fact]
    public async Task Check_OfAStaleNode_IsUnhealthyUntilItHasCaughtUp()
    {
        await using var app = await StartAsync();
        app.Store.IsAway = true;
        await app.AdvanceAsync(Duration.FromMilliseconds(4950));

        var stale = await CheckAsync(app);
        app.Store.IsAway = false;
        await app.Jit.SettleAsync();
        var fresh = await CheckAsync(app);

        Assert.Equal(HealthStatus.Unhealthy, stale.Status);
        Assert.Equal("node-stale", stale.Data["reason"]);
        Assert.Equal(4950L, stale.Data["lagMilliseconds"]);
        Assert.Equal(HealthStatus.Healthy, fresh.Status);
    }

    [Fact]
    public async Task Check_OfANodeThatMetABrokenRecord_IsDegradedAndSaysHowMany()
    {
        await using var app = await StartAsync();
        var key = new RecordKey(Tenant.Default, RecordKind.Ledger, "amina");
        app.Services.GetRequiredService<RecordReader>().ReadIfWhole(new StoredRecord(key, 1, 1, "{}"u8.ToArray(), "k", new byte[32]));

        var entry = await CheckAsync(app);

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Equal(1, entry.Data["brokenRecords"]);
    }

    [Fact]
    public async Task Check_OfANodeWhoseFileCannotBeWritten_IsDegradedUntilItCan()
    {
        var folder = Directory.CreateTempSubdirectory();
        await using var app = await GrantApp.StartAsync(_ => { }, services =>
        {
            services.AddHealthChecks().AddJitAccess();
            services.Configure<JitAccessOptions>(options => options.NodeFile = Path.Combine(folder.FullName, "node.json"));
        });
        await app.Jit.SettleAsync();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(app)).Status);

        folder.Delete(recursive: true);
        await app.GrantAsync();
        await app.Jit.SettleAsync();
        var degraded = await CheckAsync(app);
        folder.Create();
        await app.Jit.SettleAsync();
        var healthy = await CheckAsync(app);
        folder.Delete(recursive: true);

        Assert.Equal(HealthStatus.Degraded, degraded.Status);
        Assert.Equal(nameof(DirectoryNotFoundException), degraded.Data["nodeFile"]);
        Assert.Contains("node file", degraded.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, healthy.Status);
    }

    [Fact]
    public async Task Check_WithAFollowerThatSetAnEntryAside_IsDegradedAndNamesIt()
    {
        await using var app = await GrantApp.StartAsync(_ => { }, services =>
        {
            services.AddHealthChecks().AddJitAccess();
            services.AddSingleton<IJournalFollower>(new Picky());
        });
        await app.Jit.SettleAsync();

        var entry = await CheckAsync(app);

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("picky", entry.Description, StringComparison.Ordinal);
        var status = Assert.Single(Assert.IsAssignableFrom<IEnumerable<JitFollowerStatus>>(entry.Data["followers"]));
        Assert.Equal((JitFollowerState.Delivering, 1, 0L), (status.State, status.SetAside, status.Behind));
    }

    [Fact]
    public async Task Check_WithAPolicyFileThatCannotBePublished_IsDegradedUntilItIsMended()
    {
        await using var app = await StartAsync();
        var trouble = app.Services.GetRequiredService<PolicyFileTrouble>();

        trouble.Set([new PolicyFinding(Reason.Malformed, "It ends too early.") { File = "policies/desk.json", Path = "$" }]);
        var degraded = await CheckAsync(app);
        trouble.Set([]);
        var healthy = await CheckAsync(app);

        Assert.Equal(HealthStatus.Degraded, degraded.Status);
        Assert.Contains("policies/desk.json", degraded.Description, StringComparison.Ordinal);
        Assert.Equal(["policies/desk.json: $: It ends too early."], Assert.IsAssignableFrom<IEnumerable<string>>(degraded.Data["policyFiles"]));
        Assert.Equal(HealthStatus.Healthy, healthy.Status);
        Assert.DoesNotContain("policyFiles", healthy.Data.Keys);
    }

    /// <summary>A follower that cannot take the first entry.</summary>
    private sealed class Picky : IJournalFollower
    {
        public string Name => "picky";

        public Task DeliverAsync(IReadOnlyList<JournalDelivery> entries, CancellationToken cancellationToken) =>
            entries.Any(delivery => delivery.Entry.Position == 1) ? throw new UndeliverableEntryException() : Task.CompletedTask;
    }

    private static Task<GrantApp> StartAsync() => GrantApp.StartAsync(_ => { }, services => services.AddHealthChecks().AddJitAccess());

    private static async Task<HealthReportEntry> CheckAsync(GrantApp app) =>
        (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["jitaccess"];
}
