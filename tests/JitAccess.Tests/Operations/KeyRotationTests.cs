using System.Text;
using JitAccess.Journal;
using JitAccess.Stores;
using JitAccess.Testing;
using JitAccess.Tests.Policies;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace JitAccess.Tests.Operations;

/// <summary>Another key seals, by right, under a grant and on record; no node meets what it cannot verify, and what was sealed before verifies on.</summary>
public sealed class KeyRotationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddAndRotate_OnARunningNode_SealsWithTheNewKeyAndVerifiesTheOld()
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite, jit => jit.AddPolicies(Desk.Operating));
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 600);
        await office.Host.As("olga").RequestAsync("rotate-keys", "keys", 30);
        var (operations, olga) = (Operations(office.Host), office.Host.As("olga").Caller);

        var key = await operations.AddKeyAsync(olga, "the yearly one");
        await Desk.GrantAsync(office.Host, "orders/2");
        Assert.NotEqual(key, office.Store.Written.SelectMany(batch => batch.Entries).Last().KeyId);
        await operations.RotateKeyAsync(olga, key, "every node holds it");
        await Desk.GrantAsync(office.Host, "orders/3");

        Assert.Equal(key, office.Store.Written.SelectMany(batch => batch.Entries).Last().KeyId);
        var kinds = office.Store.Written.SelectMany(batch => batch.Entries).Select(entry => Encoding.UTF8.GetString(entry.Bytes.Span)).ToList();
        Assert.Contains(kinds, entry => entry.Contains("\"kind\":\"key-added\"", StringComparison.Ordinal) && entry.Contains(key, StringComparison.Ordinal));
        Assert.Contains(kinds, entry => entry.Contains("\"kind\":\"key-rotated\"", StringComparison.Ordinal) && entry.Contains(key, StringComparison.Ordinal));
        await office.RestartAsync();
        office.Host.Should("amina").Allow("orders:refund", "orders/1").And.Allow("orders:refund", "orders/3");
        Assert.Equal(key, office.Host.Services.GetRequiredService<IJitKeyRing>().Current.Id);
    }

    [Fact]
    public async Task Rotate_NodesThatShareTheFile_FollowWithoutARestart()
    {
        await using var one = await StartAsync("shared.key");
        await using var other = await StartAsync("shared.key", one);
        var key = await RotateAsync(one);

        await Desk.GrantAsync(one, "orders/1");
        await other.SettleAsync();
        other.Should("amina").Allow("orders:refund", "orders/1"); // it found the key when it met it

        await other.AdvanceAsync(Duration.FromSeconds(10));
        Assert.Equal(key, other.Services.GetRequiredService<IJitKeyRing>().Current.Id);
        await Desk.GrantAsync(other, "orders/2");
        await one.SettleAsync();
        one.Should("amina").Allow("orders:refund", "orders/2");
    }

    [Fact]
    public async Task Rotate_NodeWithAFileOfItsOwn_DeniesUntilItHasTheKey()
    {
        await using var one = await StartAsync("one.key");
        File.Copy(Of("one.key"), Of("other.key"));
        await using var other = await StartAsync("other.key", one);
        await RotateAsync(one); // nobody gave the other node the file

        await Desk.GrantAsync(one, "orders/1");
        Assert.Equal(Reason.KeyMissing, (await Assert.ThrowsAsync<StoreUnavailableException>(() => other.SettleAsync())).Reason);
        await other.AdvanceAsync(Duration.FromSeconds(10));
        other.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeStale);
        Assert.Equal(Reason.KeyMissing, (await Assert.ThrowsAsync<StoreUnavailableException>(() => StartAsync("other.key", one))).Reason); // one that starts is no better off

        File.Copy(Of("one.key"), Of("other.key.new"));
        File.Move(Of("other.key.new"), Of("other.key"), overwrite: true);
        await other.SettleAsync();
        other.Should("amina").Allow("orders:refund", "orders/1");
    }

    // The order that the guide says: nobody seals with what somebody does not hold.
    [Fact]
    public async Task Rotate_NodeWithAFileOfItsOwnThatWasGivenFirst_NeverDenies()
    {
        await using var one = await StartAsync("one.key");
        File.Copy(Of("one.key"), Of("other.key"));
        await using var other = await StartAsync("other.key", one);
        await one.As("olga").RequestAsync("rotate-keys", "keys", 30);
        var (olga, key) = (one.As("olga").Caller, await Operations(one).AddKeyAsync(one.As("olga").Caller, "the yearly one"));
        File.Copy(Of("one.key"), Of("other.key.new"));
        File.Move(Of("other.key.new"), Of("other.key"), overwrite: true);

        await Operations(one).RotateKeyAsync(olga, key, "every node holds it");
        await Desk.GrantAsync(one, "orders/1");

        await other.SettleAsync();
        other.Should("amina").Allow("orders:refund", "orders/1");
        Assert.NotEqual(key, other.Services.GetRequiredService<IJitKeyRing>().Current.Id); // it has its own file, which names the old one
        await other.As("olga").RequestAsync("rotate-keys", "keys", 30);
        await Operations(other).RotateKeyAsync(other.As("olga").Caller, key, "here too");
        await Desk.GrantAsync(other, "orders/2");
        await one.SettleAsync();
        one.Should("amina").Allow("orders:refund", "orders/2");
    }

    [Fact]
    public async Task AddAndRotate_WithoutRightOrGrant_ChangeNothing()
    {
        await using var host = await StartAsync("jit.key");
        var before = await File.ReadAllBytesAsync(Of("jit.key"));

        Assert.Equal(Reason.MayNotOperate, await RefusedAsync(() => Operations(host).AddKeyAsync(host.As("amina").Caller, "why").AsTask()));
        Assert.Equal(Reason.NoGrant, await RefusedAsync(() => Operations(host).AddKeyAsync(host.As("olga").Caller, "why").AsTask()));
        Assert.Equal(before, await File.ReadAllBytesAsync(Of("jit.key")));
    }

    [Fact]
    public async Task Rotate_KeyThatIsUnknownOrCurrent_IsRefused()
    {
        await using var host = await StartAsync("jit.key");
        await host.As("olga").RequestAsync("rotate-keys", "keys", 30);
        var (olga, current) = (host.As("olga").Caller, host.Services.GetRequiredService<IJitKeyRing>().Current.Id);

        Assert.Equal(Reason.KeyUnknown, await RefusedAsync(() => Operations(host).RotateKeyAsync(olga, "k0", "why").AsTask()));
        Assert.Equal(Reason.KeyCurrent, await RefusedAsync(() => Operations(host).RotateKeyAsync(olga, current, "why").AsTask()));
    }

    [Fact]
    public async Task Add_RingThatIsNoFile_SaysWhatToDo()
    {
        await using var host = await Desk.StartAsync(jit => jit.AddPolicies(Desk.Operating)); // in memory

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => Operations(host).AddKeyAsync(host.As("olga").Caller, "why").AsTask());

        Assert.Equal(Reason.KeyRingForeign, refused.Reason);
        Assert.NotNull(refused.Explanation.Findings[0].Fix);
    }

    // The order is on record; what it orders can be ordered again.
    [Fact]
    public async Task Add_FileCannotBeRead_IsSaidAndCanBeRepeated()
    {
        await using var host = await StartAsync("jit.key");
        await host.As("olga").RequestAsync("rotate-keys", "keys", 30);
        File.Move(Of("jit.key"), Of("away.key"));

        Assert.Equal(Reason.KeyFileUnusable, await RefusedAsync(() => Operations(host).AddKeyAsync(host.As("olga").Caller, "why").AsTask()));

        File.Move(Of("away.key"), Of("jit.key"));
        await Operations(host).RotateKeyAsync(host.As("olga").Caller, await Operations(host).AddKeyAsync(host.As("olga").Caller, "again"), "again");
    }

    private static IJitOperations Operations(JitTestHost host) => host.Services.GetRequiredService<IJitOperations>();

    private static async Task<Reason> RefusedAsync(Func<Task> command) => (await Assert.ThrowsAsync<JitRejectedException>(command)).Reason;

    private static async Task<string> RotateAsync(JitTestHost host)
    {
        await host.As("olga").RequestAsync("rotate-keys", "keys", 30);
        var key = await Operations(host).AddKeyAsync(host.As("olga").Caller, "the yearly one");
        await Operations(host).RotateKeyAsync(host.As("olga").Caller, key, "every node holds it");
        return key;
    }

    private string Of(string file) => Path.Combine(_folder.Path, file);

    private Task<JitTestHost> StartAsync(string keyFile, JitTestHost? over = null)
    {
        if (!File.Exists(Of(keyFile)))
        {
            FileKeyRing.Create(Of(keyFile));
        }

        return Desk.StartAsync(
            jit =>
            {
                jit.UseKeyFile(Of(keyFile)).AddPolicies(Desk.Operating).Configure(options => options.DirectoryCacheFor = Duration.Zero);
                if (over is not null)
                {
                    jit.Services.Replace(ServiceDescriptor.Singleton(over.Services.GetRequiredService<IGrantStore>()));
                }
            },
            over?.Time);
    }
}
