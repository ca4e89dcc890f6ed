using System.Globalization;
using JitAccess.Journal;
using JitAccess.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace JitAccess.Benchmarks.Checks;

/// <summary>A table with two live grants a subject, and what a check needs around it.</summary>
internal sealed class CheckWorld
{
    public CheckWorld(int liveGrants)
    {
        var clock = new JitClock(TimeProvider.System);
        var freshness = new NodeFreshness(clock, Duration.FromDays(1)); // no poll renews it while a benchmark runs
        var now = clock.Reading;
        freshness.State = NodeState.New with { Proof = new Proof(now, now.Wall, now) };
        Table = new GrantTable(new GrantEndings(clock, freshness, NullLogger<GrantEndings>.Instance));
        Table.Load(Enumerable.Range(0, liveGrants).Select(number => Live(number, clock)), clock.WallMilliseconds);
        Checker = new GrantChecker(freshness);
        Clock = clock;
    }

    public JitClock Clock { get; }

    public GrantTable Table { get; }

    public GrantChecker Checker { get; }

    public static Subject SubjectOf(int number) =>
        Subject.Human("https://issuer.example", "subject-" + number.ToString("D16", CultureInfo.InvariantCulture));

    public static string ResourceOf(int number) => "eu/shop/orders/" + number.ToString("D7", CultureInfo.InvariantCulture);

    private static GrantLive Live(int number, JitClock clock) => new(
        "grant-" + number.ToString(CultureInfo.InvariantCulture),
        SubjectOf(number / 2),
        [new Scope(Permission.Parse("orders:refund"), Resource.Parse(ResourceOf(number)))],
        "refund-order",
        Deadline.After(clock.Wall, Duration.FromDays(1)),
        TakesCommit: false,
        ApprovedBy: []);
}
