using System.Diagnostics;
using System.Globalization;
using JitAccess.Benchmarks.Stores;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Benchmarks.Nodes;

/// <summary>How long a node takes to get ready where a million grants of a hundred thousand people live, each verified, and what it holds then.</summary>
internal static class ManyGrants
{
    private const int Count = 1_000_000;
    private const int PerSubject = 10;
    private const int PerCommit = 2000;
    private const string Verb = "start-on-many-grants";

    public static async Task RunAsync(PostgresServer server, string keyFile)
    {
        var connection = server.Create("many");
        await using (var node = new BenchmarkNode(connection, keyFile))
        {
            await node.StartAsync();
            await FillAsync(node.Services);
        }

        Console.WriteLine();
        Console.WriteLine("| a node starts on live grants | ready after | live memory | peak of the process | checks before that, all denied |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        for (var round = 0; round < 3; round++)
        {
            using var started = Process.Start(Path.ChangeExtension(typeof(ManyGrants).Assembly.Location, null), [Verb, connection, keyFile]);
            await started.WaitForExitAsync();
            if (started.ExitCode != 0)
            {
                throw new InvalidOperationException("The node did not start; what it said is above.");
            }
        }
    }

    /// <summary>The process that is measured.</summary>
    public static async Task<bool> TryStartAsync(string[] args)
    {
        if (args is not [Verb, var connection, var keyFile])
        {
            return false;
        }

        await using var node = new BenchmarkNode(connection, keyFile);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var somebody = node.Access.Resolve(SubjectOf(0));
        var begun = TimeProvider.System.GetTimestamp();
        var starting = node.StartAsync();
        var denied = 0;
        for (; !node.Access.Check(somebody, "orders:refund", ResourceOf(0)).IsAllowed; denied++)
        {
            await Task.WhenAny(starting, Task.Delay(1));
            if (starting.IsFaulted)
            {
                await starting;
            }
        }

        var ready = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        await starting;
        if (node.Services.GetRequiredService<GrantTable>().Count != Count)
        {
            throw new InvalidOperationException("The node allows before it knows every grant.");
        }

        using var process = Process.GetCurrentProcess();
        var live = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {Count} | {ready:0.0} s | {live / 1e6:0} MB | {process.PeakWorkingSet64 / 1e6:0} MB | {denied} |"));
        return true;
    }

    /// <summary>Writes them down.</summary>
    public static async Task FillAsync(IServiceProvider services)
    {
        var (store, batches) = (services.GetRequiredService<IGrantStore>(), services.GetRequiredService<BatchBuilder>());
        for (var from = 0; from < Count; from += PerCommit)
        {
            var world = Enumerable.Range(from, PerCommit).Aggregate(World.Empty, (all, number) => all.With(Grant(number)));
            var batch = batches.Build(World.Empty, new Dictionary<RecordKey, long>(), world, [], Actor.Housekeeping);
            if (!(await store.CommitAsync(batch, default)).IsCommitted)
            {
                throw new InvalidOperationException("Nothing is in the way of this commit, and it was lost.");
            }
        }
    }

    private static Subject SubjectOf(int number) => Subject.Human("https://issuer.example", $"user-{number / PerSubject}");

    private static string ResourceOf(int number) => $"orders/{number}";

    private static GrantRecord Grant(int number)
    {
        var now = SystemClock.Instance.GetCurrentInstant();
        return new GrantRecord
        {
            Id = OpaqueId.New(),
            RequestId = OpaqueId.New(),
            Subject = SubjectOf(number),
            ActsFor = [],
            Policy = new PolicyPin("refund-order", "bench", 1, new string('0', 64)),
            Scopes = [new Scope(Permission.Parse("orders:refund"), Resource.Parse(ResourceOf(number)))],
            State = GrantState.Active,
            Start = now,
            End = Deadline.After(now, Duration.FromHours(8)),
            RecordsUse = false,
            ApprovedBy = [SubjectOf(number + PerSubject)],
        };
    }
}
