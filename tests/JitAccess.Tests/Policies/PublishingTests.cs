using System.Collections.Immutable;
using System.Text.Json;
using JitAccess.Stores;
using JitAccess.Testing;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace JitAccess.Tests.Policies;

/// <summary>Publishing through the engine: an entry with author and hash, and nothing that the builder would have refused.</summary>
public sealed class PublishingTests
{
    private static readonly JitPolicy Refund = JitPolicy.Create("refund").Grants("orders:refund").On("orders/*").Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1)).Stage("lead", stage => stage.ApprovedBy(Has.Role("lead"))).Build();

    private static readonly PolicyDraft Automatic = new()
    {
        Name = "automatic",
        Scopes = [new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/*"))],
        Eligible = Has.Role("support"),
        MaxDuration = Duration.FromHours(1),
        AutoApproved = true,
    };

    /// <summary>Policies that only a defect, or a hand on the memory, could make.</summary>
    public static TheoryData<string> Malformed => ["who", "what", "where", "nothing-approves", "forever"];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task P14_PolicyThatTheRulesRefuse_CannotBePublished(string what)
    {
        await using var host = await StartAsync();
        var draft = what switch
        {
            "who" => Automatic with { Eligible = Everyone.SignedIn },
            "what" => Automatic with { Scopes = [] },
            "where" => Automatic with { Scopes = [new Scope(Permission.Parse("orders:refund"), Resource.Parse("*"))] },
            "nothing-approves" => Automatic with { AutoApproved = false },
            _ => Automatic with { MaxDuration = Duration.Zero },
        };
        var set = new JitPolicySet("malformed", 1, [new JitPolicy(draft)]);

        var refused = await Record.ExceptionAsync(() => PublishAsync(host, set));

        Assert.True(refused is JitRejectedException or JitPolicyException, $"{refused}");
        Assert.Equal(["desk", "publishing"], (await host.Services.GetRequiredService<IJitPolicies>().ListAsync()).Select(published => published.Name));
        var asked = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").RequestAsync("automatic", "orders/1", 1));
        Assert.Equal(Reason.PolicyUnknown, asked.Reason);
    }

    [Fact]
    public async Task Start_WithAChangedFileUnderAPublishedVersion_NamesTheFileAndTheFix()
    {
        using var folder = new TemporaryFolder().With("desk.json", JitPolicySet.Create("desk", 3, Refund).ToJson());
        var store = new InMemoryStore(TimeProvider.System);
        using (var before = HostOver(store, folder.Path))
        {
            await before.StartAsync();
            await before.StopAsync();
        }

        folder.With("desk.json", JitPolicySet.Create("desk", 3, JitPolicy.Create("refund").Grants("orders:refund").On("orders/*")
            .Eligible(Has.Role("support")).UpTo(Duration.FromHours(2)).Stage("lead", stage => stage.ApprovedBy(Has.Role("lead"))).Build()).ToJson());
        using var after = HostOver(store, folder.Path);
        var refused = await Assert.ThrowsAsync<JitPolicyException>(() => after.StartAsync());

        var finding = Assert.Single(refused.Findings);
        Assert.Equal((Reason.PolicySetConflict, "desk.json", "3"), (finding.Reason, finding.File, finding.Value));
        Assert.Contains("desk.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Raise the version with every change.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P13_PolicyChange_IsAnEntryWithAuthorAndBothHashes()
    {
        await using var host = await StartAsync();
        var (before, after) = (JitPolicySet.Create("desk", 1, Refund), JitPolicySet.Create("desk", 2, Refund));

        await PublishAsync(host, after);

        using var entry = await LastEntryAsync(host);
        var data = entry.RootElement.GetProperty("data");
        Assert.Equal("policy-set-published", entry.RootElement.GetProperty("kind").GetString());
        Assert.Equal("olga", entry.RootElement.GetProperty("actor").GetProperty("subject").GetProperty("id").GetString());
        Assert.Equal((after.Hash, before.Hash), (data.GetProperty("hash").GetString(), data.GetProperty("replacesHash").GetString()));
        Assert.Equal((2, 1), (data.GetProperty("version").GetInt32(), data.GetProperty("replacesVersion").GetInt32()));
        Assert.Equal(after.ToJson(), data.GetProperty("text").GetString());
    }

    [Fact]
    public async Task P13_PolicyWidenedWhileARequestWaits_RequestKeepsTheStricter()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("refund", "orders/1", 60);
        await PublishAsync(host, JitPolicySet.Create(
            "desk",
            2,
            JitPolicy.Create("refund").Grants("orders:refund").On("*").Eligible(Everyone.SignedIn).UpTo(Duration.FromHours(8))
                .Stage("lead", stage => stage.ApprovedBy(Everyone.SignedIn)).Build()));

        var outsider = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("eve").ApproveAsync(request));
        host.People.SetRoles("amina");
        var lost = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("bo").ApproveAsync(request));

        Assert.Equal(Reason.NotFound, outsider.Reason);
        Assert.Equal(Reason.EligibilityLost, lost.Reason);
    }

    [Fact]
    public async Task PublishAsync_WithoutTheRight_ChangesNothing()
    {
        await using var host = await StartAsync();

        var refused = await Assert.ThrowsAsync<JitRejectedException>(
            () => host.Services.GetRequiredService<IJitPolicies>().PublishAsync(host.As("amina").Caller, JitPolicySet.Create("desk", 2, Refund)).AsTask());

        Assert.Equal(Reason.MayNotPublish, refused.Reason);
        Assert.Equal(1, await VersionAsync(host));
    }

    [Fact]
    public async Task PublishAsync_WithTheRightAlone_NeedsAGrant()
    {
        await using var host = await StartAsync();
        var policies = host.Services.GetRequiredService<IJitPolicies>();
        var (olga, next) = (host.As("olga").Caller, JitPolicySet.Create("desk", 2, Refund));

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => policies.PublishAsync(olga, next).AsTask());
        await host.As("olga").RequestAsync("publish-policies", "policies/another", 5);
        var elsewhere = await Assert.ThrowsAsync<JitRejectedException>(() => policies.PublishAsync(olga, next).AsTask());
        var granted = await host.As("olga").RequestAsync("publish-policies", "policies/desk", 5);
        await host.As("olga").ReleaseAsync(granted);
        var over = await Assert.ThrowsAsync<JitRejectedException>(() => policies.PublishAsync(olga, next).AsTask());

        Assert.Equal((Reason.NoGrant, Reason.OutOfScope, Reason.Released), (refused.Reason, elsewhere.Reason, over.Reason));
        Assert.Equal(1, await VersionAsync(host));
    }

    [Fact]
    public async Task PublishAsync_UnderASingleUse_TakesItForASetThatIsAcceptedAlone()
    {
        var once = JitPolicy.Create("publish-once").Grants(JitPermissions.Publish).On("policies/*").Eligible(Has.Role("operator"))
            .UpTo(Duration.FromHours(1)).SingleUse().AutoApproved().Build();
        await using var host = await StartAsync(JitPolicySet.Create("once", 1, once));
        var policies = host.Services.GetRequiredService<IJitPolicies>();
        var olga = host.As("olga").Caller;
        await host.As("olga").RequestAsync("publish-once", "policies/desk", 5);

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => policies.PublishAsync(olga, JitPolicySet.Create("desk", 1, Refund)).AsTask());
        await policies.PublishAsync(olga, JitPolicySet.Create("desk", 2, Refund));
        var used = await Assert.ThrowsAsync<JitRejectedException>(() => policies.PublishAsync(olga, JitPolicySet.Create("desk", 3, Refund)).AsTask());

        Assert.Equal((Reason.PolicySetOutdated, Reason.UsedUp), (refused.Reason, used.Reason));
        Assert.Equal(2, await VersionAsync(host));
    }

    [Theory]
    [InlineData(2, "policy-set-outdated")]
    [InlineData(3, "policy-set-conflict")]
    public async Task PublishAsync_OverANewerSet_IsRefusedAndStoresNothing(int version, string reason)
    {
        await using var host = await StartAsync();
        var policies = host.Services.GetRequiredService<IJitPolicies>();
        await PublishAsync(host, JitPolicySet.Create("desk", 3, Refund));
        await host.As("olga").RequestAsync("publish-policies", "policies/desk", 5);
        var head = (await host.Services.GetRequiredService<IGrantStore>().ReadJournalAsync(JournalCursor.Start, 1000, default)).Head;
        var other = JitPolicy.Create("refund").Grants("orders:refund").On("*").Eligible(Has.Role("support"))
            .UpTo(Duration.FromHours(9)).Stage("lead", stage => stage.ApprovedBy(Has.Role("lead"))).Build();

        var refused = await Assert.ThrowsAsync<JitRejectedException>(
            () => policies.PublishAsync(host.As("olga").Caller, JitPolicySet.Create("desk", version, other)).AsTask());

        Assert.Equal(reason, refused.Reason.Code);
        Assert.Equal(head, (await host.Services.GetRequiredService<IGrantStore>().ReadJournalAsync(JournalCursor.Start, 1000, default)).Head);
        Assert.Equal(3, await VersionAsync(host));
    }

    private static async Task<int> VersionAsync(JitTestHost host) =>
        (await host.Services.GetRequiredService<IJitPolicies>().ListAsync()).Single(set => set.Name == "desk").Version;

    private static Task<JitTestHost> StartAsync(params JitPolicySet[] more) => JitTestHost.StartAsync(
        jit => more.Aggregate(jit.AddPolicies(JitPolicySet.Create("desk", 1, Refund)).AddPolicies(Desk.Publishing), (all, set) => all.AddPolicies(set))
            .Configure(options => options.Administration.MayPublish = Has.Role("operator")),
        people => people.Person("amina", "support").Person("bo", "lead").Person("eve").Person("olga", "operator"));

    private static IHost HostOver(IGrantStore store, string folder)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Staging, ContentRootPath = folder });
        builder.Services.AddJitAccessCore(jit => jit.AddPolicies("*.json"));
        builder.Services.AddSingleton(store);
        return builder.Build();
    }

    private static Task PublishAsync(JitTestHost host, JitPolicySet set) =>
        Desk.PublishAsync(host, set);

    private static async Task<JsonDocument> LastEntryAsync(JitTestHost host)
    {
        var page = await host.Services.GetRequiredService<IGrantStore>().ReadJournalAsync(JournalCursor.Start, 1000, default);
        return JsonDocument.Parse(page.Entries[^1].Bytes);
    }
}
