using JitAccess.Stores;
using JitAccess.Testing;
using JitAccess.Tests.Diagnostics;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.Tests.Policies;

/// <summary>Policy files that change while the host runs.</summary>
public sealed class PolicyWatcherTests : IDisposable
{
    private static readonly Duration Often = Duration.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly ListLogger<PolicyWatcher> _log = new();
    private readonly ProbeStore _store = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Look_GreaterVersion_IsPublishedByTheHost()
    {
        await using var host = await StartAsync();
        _folder.With("desk.json", Desk(2, hours: 2));

        await LookAsync(host);

        Assert.Equal(2, await VersionAsync(host));
        Assert.Equal(RequestState.Pending, (await host.As("amina").RequestAsync("refund", "orders/1", 120)).State);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task P13_Look_ChangedUnderThePublishedVersion_IsRefusedUntilItIsRaised()
    {
        await using var host = await StartAsync();
        _folder.With("desk.json", Desk(1, hours: 2));

        await LookAsync(host);
        await LookAsync(host);

        Assert.Contains("desk.json", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Equal((Reason.PolicySetConflict, "desk.json"), (Assert.Single(Trouble(host).Findings).Reason, Path.GetFileName(Trouble(host).Findings[0].File)));
        await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").RequestAsync("refund", "orders/1", 120));

        _folder.With("desk.json", Desk(2, hours: 2));
        await LookAsync(host);

        Assert.Empty(Trouble(host).Findings);
        Assert.Equal(2, await VersionAsync(host));
    }

    [Theory]
    [InlineData("{\"set\": \"desk\", \"vers", "$")]
    [InlineData("", "$")]
    [InlineData("{\"set\":\"desk\",\"version\":2}", "$.policies")]
    public async Task Look_BrokenOrHalfWritten_KeepsTheOldSetAndSaysSoOncePerContent(string content, string path)
    {
        await using var host = await StartAsync();
        _folder.With("desk.json", content);

        await LookAsync(host);
        await LookAsync(host);

        var finding = Assert.Single(Trouble(host).Findings);
        Assert.Equal(("desk.json", path), (Path.GetFileName(finding.File), finding.Path));
        Assert.Contains(finding.ToString(), Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Equal(1, await VersionAsync(host));
        Assert.Equal(RequestState.Pending, (await host.As("amina").RequestAsync("refund", "orders/1", 60)).State);

        _folder.With("desk.json", Desk(3, hours: 2));
        await LookAsync(host);

        Assert.Empty(Trouble(host).Findings);
        Assert.Equal(3, await VersionAsync(host));
    }

    [Fact]
    public async Task Look_OneFileBroken_DoesNotHoldUpTheOthers()
    {
        await using var host = await StartAsync();
        _folder.With("desk.json", "{").With("more.json", JitPolicySet.Create("more", 1, Sample.AutoBuilder().Build()).ToJson());

        await LookAsync(host);

        Assert.Equal(["desk", "more"], (await Policies(host).ListAsync()).Select(set => set.Name));
        Assert.Equal(1, Trouble(host).Files);
    }

    [Fact]
    public async Task Look_PolicyNameOfAnotherFile_IsRefused()
    {
        await using var host = await StartAsync();
        _folder.With("more.json", JitPolicySet.Create("more", 1, Refund(2)).ToJson());

        await LookAsync(host);

        Assert.Equal((Reason.PolicyNameTaken, "more.json"), (Assert.Single(Trouble(host).Findings).Reason, Path.GetFileName(Trouble(host).Findings[0].File)));
        Assert.Equal(["desk"], (await Policies(host).ListAsync()).Select(set => set.Name));
    }

    [Fact]
    public async Task Look_LowerVersionOrOtherSpelling_ChangesNothing()
    {
        await using var host = await StartAsync(version: 5);
        var head = await HeadAsync(host);

        _folder.With("desk.json", Desk(4, hours: 2));
        await LookAsync(host);
        _folder.With("desk.json", Desk(5, hours: 1).Replace("{", "{ \n", StringComparison.Ordinal));
        await LookAsync(host);

        Assert.Equal((5, head), (await VersionAsync(host), await HeadAsync(host)));
        Assert.Empty(Trouble(host).Findings);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Look_FileThatIsGone_ChangesNothingAndIsSaidOnce()
    {
        await using var host = await StartAsync();
        File.Delete(Path.Combine(_folder.Path, "desk.json"));

        await LookAsync(host);
        await LookAsync(host);

        Assert.Contains("desk.json", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Equal(1, await VersionAsync(host));
        Assert.Empty(Trouble(host).Findings);
    }

    [Fact]
    public async Task Look_StoreThatIsAway_IsTriedAgain()
    {
        await using var host = await StartAsync();
        _folder.With("desk.json", Desk(2, hours: 2));

        _store.IsAway = true;
        await Assert.ThrowsAnyAsync<Exception>(() => LookAsync(host));
        _store.IsAway = false;
        await LookAsync(host);

        Assert.Equal(2, await VersionAsync(host));
    }

    [Fact(Timeout = 60_000)]
    public async Task Execute_WhenItIsTime_Looks()
    {
        await using var host = await StartAsync(every: Often);
        _folder.With("desk.json", Desk(2, hours: 2));

        await host.AdvanceAsync(Often - Duration.FromMilliseconds(1));
        Assert.Equal(1, await VersionAsync(host));
        await host.AdvanceAsync(Duration.FromMilliseconds(1));

        while (await VersionAsync(host) == 1)
        {
            await Task.Yield(); // the look runs on another thread; the clock stands still
        }
    }

    [Fact]
    public async Task Options_WatchingWithoutPublishing_IsRefused()
    {
        _folder.With("desk.json", Desk(1, hours: 1));

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => JitTestHost.StartAsync(
            jit => jit.AddPolicies(Path.Combine(_folder.Path, "*.json")).Configure(options => (options.WatchPoliciesEvery, options.PublishAtStart) = (Often, false)), _ => { }));

        Assert.Contains(nameof(JitAccessOptions.WatchPoliciesEvery), refused.Message, StringComparison.Ordinal);
    }

    private async Task<JitTestHost> StartAsync(int version = 1, Duration? every = null)
    {
        _folder.With("desk.json", Desk(version, hours: 1));
        return await JitTestHost.StartAsync(
            jit =>
            {
                _store.StandBefore(jit);
                jit.AddPolicies(Path.Combine(_folder.Path, "*.json")).Configure(options => options.WatchPoliciesEvery = every ?? Duration.FromHours(1));
                jit.Services.AddSingleton<ILogger<PolicyWatcher>>(_log);
            },
            people => people.Person("amina", "support").Person("bo", "lead"));
    }

    private static string Desk(int version, int hours) => JitPolicySet.Create("desk", version, Refund(hours)).ToJson();

    private static JitPolicy Refund(int hours) => JitPolicy.Create("refund").Grants("orders:refund").On("orders/*").Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(hours)).Stage("lead", stage => stage.ApprovedBy(Has.Role("lead"))).Build();

    private static Task LookAsync(JitTestHost host) => host.Services.GetServices<IHostedService>().OfType<PolicyWatcher>().Single().LookAsync(default);

    private static PolicyFileTrouble Trouble(JitTestHost host) => host.Services.GetRequiredService<PolicyFileTrouble>();

    private static IJitPolicies Policies(JitTestHost host) => host.Services.GetRequiredService<IJitPolicies>();

    private static async Task<int> VersionAsync(JitTestHost host) => (await Policies(host).ListAsync()).Single(set => set.Name == "desk").Version;

    private static async Task<int> HeadAsync(JitTestHost host) =>
        (await host.Services.GetRequiredService<IGrantStore>().ReadJournalAsync(JournalCursor.Start, 1000, default)).Entries.Count;
}
