using JitAccess.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace JitAccess.Simulation;

/// <summary>One machine that runs a node: the production protocol, table and check, on clocks and a network that the world disturbs.</summary>
internal sealed class SimulatedNode
{
    private const int PollsPerBound = 3;

    private readonly World _world;
    private readonly Queue<Action> _waiting = new();
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

    public NodeState State => _freshness.State;

    public bool MayAnswer => _freshness.MayAnswer(out _, out _);

    /// <summary>What time it is for an end, as the node has it.</summary>
    public long Time => _freshness.Now;

    public NodeTime Reading => Clocks.Clock.Reading;

    public bool Allows(SimulatedGrant grant) => _rules.Allows(_freshness, Reading, _subjects[grant.SubjectIndex], grant);

    /// <summary>The process dies, if there is one, and another starts, which knows nothing.</summary>
    public void Start()
    {
        Life++;
        _waiting.Clear();
        _rules = _world.Variant.Rules(_world.BoundMilliseconds);
        _freshness = new NodeFreshness(Clocks.Clock, Duration.FromMilliseconds(_world.BoundMilliseconds));
        _table = new GrantTable(new GrantEndings(Clocks.Clock, _freshness, NullLogger<GrantEndings>.Instance));
        _subjects = [.. SimulatedGrant.Subjects.Select(_table.Resolve)];
        (_sent, _settled) = (default, 0);
        Known = new KnownTime();
        HasHeardOfAnother = false;
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

    private void Answer(int life, Action tell)
    {
        var asOf = _world.Store.ForkedAt;
        Network.ToNode(() => Receive(life, () =>
        {
            HasHeardOfAnother |= _world.Store.ForkedAt != asOf;
            tell();
        }));
    }

    private void OnCommitted(JournalLine line)
    {
        Tell(new NodeMessage.Committed([_rules.Read(line, IsOldVersion)]));
        _world.Oracle.JudgeCommitted(this, line);
    }

    private void Receive(int life, Action what)
    {
        if (life != Life)
        {
            return;
        }

        if (IsSuspended)
        {
            _waiting.Enqueue(() => Receive(life, what));
        }
        else
        {
            what();
        }
    }

    private void Tick(int life)
    {
        _world.Agenda.In(_world.Bound / PollsPerBound, () => Receive(life, () => Tick(life)));
        Tell(NodeMessage.PollDue.Now);
    }

    private void Tell(NodeMessage message)
    {
        var sent = _sent;
        CarryOut(_rules.Step(_freshness.Protocol, State, message, Reading), message.GetType().Name);
        Learn(message, sent);
    }

    // As NodeFollower does it: the table knows what a state says before anybody can read that state.
    private void CarryOut(NodeStep step, string message)
    {
        if (_world.Trace.IsWanted)
        {
            _world.Trace.Note(Number, $"hears {message}: position {step.State.Cursor?.Position}, proof of {Age(step.State)} ms ago {step.State.Fault}");
        }

        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case NodeEffect.LoadTable load:
                    _table.Load(load.Live, load.Head.StoreTime.ToUnixTimeMilliseconds());
                    break;
                case NodeEffect.ApplyToTable apply:
                    _table.Apply(apply.Effect, _freshness.Now);
                    break;
                case NodeEffect.ReadJournal read:
                    Send(read.Poll, answer => answer(_world.Store.Page(read.Poll, read.After, line => _rules.Read(line, IsOldVersion))));
                    break;
                case NodeEffect.ReadSnapshot read:
                    Send(read.Poll, answer => _world.Store.Snapshot(read.Poll, answer));
                    break;
            }
        }

        _freshness.State = step.State;
        if (_world.Dice.Chance(100))
        {
            _table.Prune(_freshness.Now);
        }
    }

    private void Send(long poll, Action<Action<NodeMessage>> ask)
    {
        var life = Life;
        _sent = (poll, Reading);
        Network.ToStore(() =>
        {
            ask(answer => Answer(life, () => Tell(answer)));
            _world.OnRead(this);
        });
        if (_world.Dice.Chance(200))
        {
            _world.Agenda.In(_world.Bound, () => Receive(life, () => GiveUp(poll)));
        }
    }

    private void GiveUp(long poll)
    {
        if (_sent.Poll == poll)
        {
            Tell(new NodeMessage.PollFailed(poll));
        }
    }

    // What the oracle holds this process to: it was told the store's time by the whole answer to the poll that it had sent last.
    private void Learn(NodeMessage message, (long Poll, NodeTime At) sent)
    {
        var (poll, head) = message switch
        {
            NodeMessage.PageRead page => (page.Poll, page.Head),
            NodeMessage.SnapshotRead snapshot => (snapshot.Poll, snapshot.Head),
            NodeMessage.PollFailed failed => (failed.Poll, null),
            _ => (0, null),
        };
        if (poll == 0 || poll != sent.Poll || poll == _settled)
        {
            return;
        }

        _settled = poll;
        if (head is not null && State.Fault is null && head.Position <= State.Cursor?.Position)
        {
            Known.Learn(sent.At, head.StoreTime.ToUnixTimeMilliseconds());
        }
    }

    private string Age(NodeState state) =>
        state.Proof is { } proof ? Reading.Since(proof.Sent).ToString(System.Globalization.CultureInfo.InvariantCulture) : "no";
}
