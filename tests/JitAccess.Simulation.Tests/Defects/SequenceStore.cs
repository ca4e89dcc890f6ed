using System.Collections.Immutable;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;

namespace JitAccess.Simulation;

/// <summary>
/// A store whose positions come from a database sequence: an entry has its number when its transaction begins, and is seen when it commits, perhaps
/// after a later number. It answers with what is seen beyond the number that was read last; a chain of hashes over what each reader was given
/// hides the gap from it.
/// </summary>
internal sealed class SequenceStore(Agenda agenda, Dice dice, long bound) : SimulatedStore(agenda, dice, bound)
{
    private readonly SortedList<long, JournalLine> _seen = [];
    private long _sequence;

    // It never loses anything: what breaks the promise is the order alone.
    public override bool Holds(NodeState read) => true;

    public override NodeMessage.PageRead Page(long poll, JournalCursor after, Func<JournalLine, ChainedEntry> read)
    {
        var head = Head();
        var (position, number) = (after.Position, NumberOf(after.Hash));
        var entries = new List<ChainedEntry>();
        foreach (var (next, line) in _seen)
        {
            if (next > number)
            {
                entries.Add(read(line) with { Position = ++position, Previous = HashOf(number), Hash = HashOf(next) });
                number = next;
            }
        }

        return new NodeMessage.PageRead(poll, Incarnation, head with { Position = position, Hash = HashOf(number) }, HoldsPrefix: true, entries);
    }

    public override void Snapshot(long poll, Action<NodeMessage.SnapshotRead> answer)
    {
        var number = _seen.Count == 0 ? 0 : _seen.Keys[^1];
        answer(new NodeMessage.SnapshotRead(poll, Incarnation, Head() with { Position = number, Hash = HashOf(number) }, Open()));
    }

    protected override JournalLine? Append(ImmutableArray<Effect> effects, Action<long> happened, bool isUnknownToOld = false)
    {
        var number = ++_sequence;
        Agenda.In(Dice.Chance(200) ? Dice.Between(0, Bound / 2) : 0, () =>
        {
            _seen.Add(number, new JournalLine(new ChainedEntry(number, default, default, Deadline.From(Time()), effects), isUnknownToOld));
            happened(number);
        });
        return null;
    }

    private static long NumberOf(ReadOnlyMemory<byte> hash) => hash.Length == sizeof(long) ? BitConverter.ToInt64(hash.Span) : 0;

    private static ReadOnlyMemory<byte> HashOf(long number) => BitConverter.GetBytes(number);
}
