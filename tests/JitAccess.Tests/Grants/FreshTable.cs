using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>An empty table on a node that may answer for days, and what a check needs around it. Time stands still until a test moves it.</summary>
internal sealed class FreshTable
{
    public FreshTable()
        : this(Duration.FromDays(10))
    {
    }

    public FreshTable(Duration stalenessBound)
    {
        Clock = new JitClock(Time);
        Freshness = new NodeFreshness(Clock, stalenessBound) { State = FreshNode.At(Clock) };
        Endings = new GrantEndings(Clock, Freshness, NullLogger<GrantEndings>.Instance);
        Table = new GrantTable(Endings);
        Checker = new GrantChecker(Freshness);
    }

    public FakeTime Time { get; } = new();

    public JitClock Clock { get; }

    public NodeFreshness Freshness { get; }

    public GrantEndings Endings { get; }

    public GrantTable Table { get; }

    public GrantChecker Checker { get; }

    public long Now => Time.Now.ToUnixTimeMilliseconds();

    public void Apply(Effect effect) => Table.Apply(effect, Now);
}
