using System.Collections.Immutable;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Simulation;

/// <summary>
/// A store as the contract has it: commits are atomic, positions follow them without gaps, every answer rests on one moment. Its machine may fail
/// over to another, and an operator may put back an old copy of it.
/// </summary>
internal partial class SimulatedStore(Agenda agenda, Dice dice, long bound)
{
    private const int PageSize = 4; // so that a node which was away needs several

    private readonly List<JournalLine> _journal = [];
    private readonly List<(long Moment, long Time)> _times = [];
    private MachineClocks _machine = new(agenda, dice, bound);
    private StoreClock? _clock;
    private long _hashes;
    private int _lives = 1;
    private long _epochs;

    public List<SimulatedGrant> Grants { get; } = [];

    public long Position => _journal.Count;

    public string Incarnation { get; private set; } = "life 1";

    /// <summary>The last adoption that the store holds.</summary>
    public AdoptedAt? Adopted { get; private set; }

    /// <summary>When an adoption was last committed.</summary>
    public long LastAdoption { get; private set; } = long.MinValue / 2;

    /// <summary>When the store last ceased to hold all that it had held, or became another.</summary>
    public long ForkedAt { get; private set; } = long.MinValue / 2;

    /// <summary>Whether it ever held an entry that nodes of the old version cannot understand.</summary>
    public bool IsNewerThanOld { get; private set; }

    protected Agenda Agenda => agenda;

    protected Dice Dice => dice;

    protected long Bound => bound;

    /// <summary>The store's time, read now.</summary>
    public Instant Time()
    {
        _clock ??= new StoreClock(_machine);
        var time = _clock.Now(_journal is [.., var last] ? last.Entry.Sealed.At : null);
        if (_times is not [.., var before] || before.Moment < agenda.Now)
        {
            _times.Add((agenda.Now, time.ToUnixTimeMilliseconds()));
        }

        return time;
    }

    /// <summary>The last time that this machine gave up to a moment, and when.</summary>
    public (long Moment, long Time)? TimeGivenBy(long moment)
    {
        var index = _times.FindLastIndex(given => given.Moment <= moment);
        return index < 0 ? null : _times[index];
    }

    /// <summary>When the store's time comes to an instant, if nothing happens to its clock.</summary>
    public long MomentOf(long unixMilliseconds) => _machine.MomentOfWall(unixMilliseconds);

    public void StepWall(long by) => _machine.TryStepWall(by);

    /// <summary>Whether the journal that somebody read is the beginning of the one it holds.</summary>
    public virtual bool Holds(NodeState read) =>
        (read.Incarnation is not { } known || string.Equals(known, Incarnation, StringComparison.Ordinal))
        && (read.Cursor is not { } cursor || HoldsPrefix(cursor))
        && (read.Remembered is not { } remembered || HoldsPrefix(remembered.At));

    /// <summary>Whether it holds what somebody read, or has been adopted since: then that may be gone.</summary>
    public bool HoldsOrWasAdopted(NodeState read) => Holds(read) || Adopted?.Number > read.KnownEpoch;

    /// <summary>Makes a grant live.</summary>
    public JournalLine? Begin(SimulatedGrant grant)
    {
        if (grant.LivePosition > 0 || grant.IsGone)
        {
            return null;
        }

        return Append([grant.Live], position => (grant.LivePosition, grant.LiveFrom) = (position, agenda.Now));
    }

    /// <summary>Makes a grant wait for its first use.</summary>
    public JournalLine? Await(SimulatedGrant grant) => Append([grant.Waiting!], position => grant.WaitingPosition = position);

    /// <summary>Begins a grant with its first use.</summary>
    public JournalLine? BeginWithUse(SimulatedGrant grant) =>
        !grant.IsWaiting || grant.Waiting!.End.HasPassed(Time()) || grant.Live.End.HasPassed(Time()) ? null : Begin(grant);

    /// <summary>Plans a grant that starts later: another entry makes it live.</summary>
    public virtual void Plan(SimulatedGrant grant) => agenda.At(MomentOf(grant.StartMilliseconds), () => BeginIfDue(grant));

    public JournalLine? End(SimulatedGrant grant, Reason reason, bool isUnknownToOld = false)
    {
        if (!grant.IsHeld)
        {
            return null;
        }

        IsNewerThanOld |= isUnknownToOld;
        return Append([grant.EndedBy(reason)], position => Ended(grant, position), isUnknownToOld);
    }

    public JournalLine? EndAllOf(int subject) => Append(
        [new SubjectEnded(SimulatedGrant.Subjects[subject])],
        position => EndOpen(grant => grant.SubjectIndex == subject, position));

    public JournalLine? BeginEpoch()
    {
        var number = ++_epochs; // no store that is put back takes it back
        var line = Append([new Epoch(number)], position => EndOpen(static _ => true, position));
        if (line is not null)
        {
            Adopted = new AdoptedAt(number, new JournalCursor(line.Entry.Position, line.Entry.Hash));
            LastAdoption = agenda.Now;
        }

        return line;
    }

    /// <summary>Commits an entry that means nothing to a table, of a kind that nobody may know.</summary>
    public JournalLine? Tell() => Append([], static _ => { });

    public virtual NodeMessage.PageRead Page(long poll, JournalCursor after, Func<JournalLine, ChainedEntry> read)
    {
        var holds = HoldsPrefix(after);
        var entries = new List<ChainedEntry>();
        for (var index = (int)after.Position; holds && index < _journal.Count && entries.Count < PageSize; index++)
        {
            entries.Add(read(_journal[index]));
        }

        return new NodeMessage.PageRead(poll, Incarnation, Head(), holds, entries);
    }

    /// <summary>Answers with all live grants and the position that they stand for.</summary>
    public virtual void Snapshot(long poll, Action<NodeMessage.SnapshotRead> answer) =>
        answer(new NodeMessage.SnapshotRead(poll, Incarnation, Head(), Open()) { Epoch = Adopted?.Number ?? 0 });

    /// <summary>Answers with the last adoption.</summary>
    public NodeMessage.EpochRead Epoch(long poll) => new(poll, Incarnation, Adopted);

    protected List<GrantLive> Open()
    {
        var open = new List<GrantLive>();
        foreach (var grant in Grants)
        {
            if (grant.IsHeld)
            {
                open.Add(grant.Held);
            }
        }

        return open;
    }

    protected JournalHead Head() => new(Position, _journal is [.., var last] ? last.Entry.Hash : JournalHead.NoHash, Time());

    /// <summary>Appends an entry; what it says is true from that moment on.</summary>
    protected virtual JournalLine? Append(ImmutableArray<Effect> effects, Action<long> happened, bool isUnknownToOld = false)
    {
        var head = Head();
        var entry = new ChainedEntry(
            head.Position + 1, head.Hash, BitConverter.GetBytes(++_hashes), Deadline.From(head.StoreTime), effects);
        var line = new JournalLine(entry, isUnknownToOld);
        _journal.Add(line);
        happened(entry.Position);
        return line;
    }

    private bool HoldsPrefix(JournalCursor cursor) => cursor.Position <= Position
        && (cursor.Position == 0 ? JournalHead.NoHash : _journal[(int)cursor.Position - 1].Entry.Hash).Span.SequenceEqual(cursor.Hash.Span);

    private void BeginIfDue(SimulatedGrant grant)
    {
        var left = grant.StartMilliseconds - Time().ToUnixTimeMilliseconds();
        if (left > 0)
        {
            agenda.In(Ticks.OfMilliseconds(left), () => BeginIfDue(grant));
        }
        else
        {
            Begin(grant);
        }
    }

    private void Ended(SimulatedGrant grant, long position) => (grant.EndedPosition, grant.EndedAt) = (position, agenda.Now);

    private void EndOpen(Func<SimulatedGrant, bool> which, long position)
    {
        foreach (var grant in Grants)
        {
            if (grant.IsHeld && which(grant))
            {
                Ended(grant, position);
            }
        }
    }
}
