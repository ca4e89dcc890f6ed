using JitAccess.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace JitAccess.Simulation;

/// <summary>One machine that runs a node: the production protocol, table and check, on clocks and a network that the world disturbs.</summary>
internal sealed partial class SimulatedNode
{
    private const int PollsPerBound = 3;

    private readonly World _world;
    private readonly Queue<Action> _waiting = new();
    private readonly bool _hasFile;
    private readonly HashSet<string> _endedHere = new(StringComparer.Ordinal);
    private NodeRules _rules = null!;
    private NodeFreshness _freshness = null!;
    private GrantTable _table = null!;
    private SubjectHandle[] _subjects = null!;
    private (long Poll, NodeTime At) _sent;
    private long _settled;

    public SimulatedNode(World world, int number)
    {
        _world = world;
        Number = number;
        Clocks = new MachineClocks(world.Agenda, world.Dice, world.Bound, world.Variant.OneClockKeepsRunning);
        Network = new Network(world.Agenda, world.Dice, world.Bound);
        _hasFile = world.Dice.Chance(500);
        Start();
    }

    public int Number { get; }

    public MachineClocks Clocks { get; }

    public Network Network { get; }

    /// <summary>Whether it runs the version that does not know every effect.</summary>
    public bool IsOldVersion { get; set; }

    public bool IsSuspended { get; private set; }

    /// <summary>Which process this is, counted on this machine; what was sent to an earlier one reaches nobody.</summary>
    public int Life { get; private set; }

    /// <summary>What this process has been told of the store's time.</summary>
    public KnownTime Known { get; private set; } = null!;

    /// <summary>Whether this process was told something by a store that did not hold it any more when it arrived.</summary>
    public bool HasHeardOfAnother { get; private set; }

    /// <summary>The last that this process knew of the store by a proof, or a process before it that left it in a file.</summary>
    public NodeState HasRead { get; private set; } = NodeState.New;

    public NodeState State => _freshness.State;

    public bool MayAnswer => _freshness.MayAnswer(out _, out _);

    /// <summary>What time it is for an end, as the node has it.</summary>
    public long Time => _freshness.Now;

    public NodeTime Reading => Clocks.Clock.Reading;

    /// <summary>Whether this process has ended a grant itself: it honours that, even where the store has lost it since.</summary>
    public bool HasEnded(SimulatedGrant grant) => _endedHere.Contains(grant.Live.Grant);

    public bool Allows(SimulatedGrant grant) => _rules.Allows(_freshness, Reading, _subjects[grant.SubjectIndex], grant);

    /// <summary>The process dies, if there is one, and another starts, which knows what is in its file.</summary>
    public void Start()
    {
        Life++;
        _waiting.Clear();
        _endedHere.Clear();
        _rules = _world.Variant.Rules(_world.BoundMilliseconds);
        _freshness = new NodeFreshness(Clocks.Clock, Duration.FromMilliseconds(_world.BoundMilliseconds));
        _table = new GrantTable(new GrantEndings(Clocks.Clock, _freshness, NullLogger<GrantEndings>.Instance));
        _subjects = [.. SimulatedGrant.Subjects.Select(_table.Resolve)];
        (_sent, _settled) = (default, 0);
        Known = new KnownTime();
        HasHeardOfAnother = false;
        HasRead = _hasFile ? HasRead : NodeState.New;
        if (HasRead is { Cursor: { } cursor, Incarnation: { } incarnation })
        {
            _freshness.State = _rules.Recall(NodeState.Remembering(cursor, incarnation, HasRead.Epoch));
        }

        Tick(Life);
    }

    public void Suspend()
    {
        IsSuspended = true;
        _world.Trace.Note(Number, $"stands still");
    }

    /// <summary>Carries on; whoever checks at once is answered before anything that has arrived is looked at.</summary>
    public void Resume(Action check)
    {
        IsSuspended = false;
        Clocks.Resume();
        _world.Trace.Note(Number, $"carries on");
        check();
        while (_waiting.TryDequeue(out var what))
        {
            what();
        }
    }

    public void Hear(int life) => Receive(life, () => CarryOut(_rules.Hear(_freshness.Protocol, State, Reading), "a hint"));

    /// <summary>Has the store commit something, and is told if the answer comes.</summary>
    public void Commit(Func<JournalLine?> commit)
    {
        var life = Life;
        var isDone = false; // a connection delivers a command once
        Network.ToStore(() =>
        {
            if (!isDone)
            {
                isDone = true;
                if (commit() is { } line)
                {
                    Answer(life, () => OnCommitted(line));
                }
            }
        });
    }
}
