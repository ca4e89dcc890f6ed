using System.Globalization;
using JitAccess.Journal;
using JitAccess.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace JitAccess.Benchmarks.Checks;

/// <summary>A table of live grants, and what a check needs around it.</summary>
internal sealed class CheckWorld
{
    public const string Issuer = "https://issuer.example";
    public const string PermissionName = "orders:refund";

    public CheckWorld(int liveGrants, int each = 2, int depth = 4, string? resource = null)
    {
        (Each, Depth) = (each, depth);
        Clock = new JitClock(TimeProvider.System);
        var freshness = new NodeFreshness(Clock, Duration.FromDays(1)); // no poll renews it while a benchmark runs
        var now = Clock.Reading;
        freshness.State = NodeState.New with { Proof = new Proof(now, now.Wall, now) };
        Table = new GrantTable(new GrantEndings(Clock, freshness, NullLogger<GrantEndings>.Instance));
        Table.Load([.. Enumerable.Range(0, liveGrants).Select(number => Live(number, resource))], Clock.WallMilliseconds);
        Checker = new GrantChecker(freshness);
    }

    public JitClock Clock { get; }

    public GrantTable Table { get; }

    public GrantChecker Checker { get; }

    /// <summary>How many grants each subject has.</summary>
    public int Each { get; }

    /// <summary>How many segments each resource has.</summary>
    public int Depth { get; }

    /// <summary>24 characters.</summary>
    public static string IdOf(int number) => "subject-" + number.ToString("D16", CultureInfo.InvariantCulture);

    public static Subject SubjectOf(int number) => Subject.Human(Issuer, IdOf(number));

    /// <summary>22 characters at depth 4.</summary>
    public static string ResourceOf(int number, int depth = 4) =>
        string.Concat(Enumerable.Repeat("eu/", depth - 1)) + number.ToString("D13", CultureInfo.InvariantCulture);

    private GrantLive Live(int number, string? resource) => new(
        OpaqueId.New(),
        SubjectOf(number / Each),
        [new Scope(Permission.Parse(PermissionName), Resource.Parse(resource ?? ResourceOf(number, Depth)))],
        "refund-order",
        Deadline.After(Clock.Wall, Duration.FromDays(1)),
        TakesCommit: false,
        ApprovedBy: []);
}
