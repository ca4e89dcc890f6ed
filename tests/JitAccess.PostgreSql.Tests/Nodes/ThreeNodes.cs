using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;

namespace JitAccess.PostgreSql.Tests.Nodes;

/// <summary>Three processes of the sample over one real PostgreSQL, each behind a network of its own. Made once for all tests of a class.</summary>
public sealed class ThreeNodes : IAsyncLifetime
{
    /// <summary>The staleness bound T.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _keyFile = Path.GetTempFileName();
    private PostgresServer _server = null!;
    private int _orders;

    /// <summary>The node that people talk to; its network is always fair.</summary>
    internal BackOfficeNode Desk => Nodes[0];

    internal IReadOnlyList<BackOfficeNode> Nodes { get; private set; } = [];

    public async Task InitializeAsync()
    {
        if (PostgresServer.Missing is not null)
        {
            return; // every test of the class is skipped
        }

        await File.WriteAllTextAsync(_keyFile, $$$"""{"current":"k1","keys":{"k1":"{{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}}}"}}""");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _server = PostgresServer.Start("fsync=off");
        Nodes = [.. Enumerable.Range(0, 3).Select(_ => new BackOfficeNode(_server.Port, "postgres", _keyFile, (int)Bound.TotalSeconds))];
        foreach (var node in Nodes)
        {
            await UntilAsync(node.IsHealthyAsync, "a node is fresh");
            await node.SignInAsync("amina");
            await node.SignInAsync("bo");
        }
    }

    public Task DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            node.Dispose();
        }

        _server?.Dispose();
        File.Delete(_keyFile);
        return Task.CompletedTask;
    }

    /// <summary>Gives amina a grant for a new order, which every node knows when this returns.</summary>
    internal async Task<(string Order, string Grant)> GrantAsync()
    {
        var order = $"{++_orders}";
        var request = await Desk.CreateAsync(
            "amina",
            "/jit/requests",
            new { policy = "refund-order", resource = $"orders/{order}", duration = "PT30M", justification = "customer charged twice" },
            "id");
        var grant = await Desk.CreateAsync("bo", $"/jit/requests/{request}/votes", new { decision = "approve" }, "grantId");
        foreach (var node in Nodes)
        {
            await UntilAsync(async () => await RefundAsync(node, order) == HttpStatusCode.OK, "a node allows");
        }

        return (order, grant);
    }

    internal static Task<HttpStatusCode> RefundAsync(BackOfficeNode node, string order) => node.StatusAsync("amina", HttpMethod.Post, $"/orders/{order}/refund");

    internal Task<string> RevokeAsync(string grant) => Desk.CreateAsync("bo", $"/jit/grants/{grant}/revoke", new { reason = "the invoice was right" }, "state");

    /// <summary>Asks another process again and again until it is so; at once, or with a pause that leaves the machine to it.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> isSo, string what, bool atOnce = false)
    {
        for (var start = Stopwatch.GetTimestamp(); !await isSo();)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"within {Patience.TotalSeconds} s {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(atOnce ? 0 : 20), TimeProvider.System);
        }
    }
}
