using JitAccess.Journal;
using JitAccess.Nodes;

namespace JitAccess.Simulation;

/// <summary>What a node is told, and what it does about it.</summary>
internal sealed partial class SimulatedNode
{
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
        _endedHere.UnionWith(line.Entry.Effects.OfType<GrantEnded>().Select(end => end.Grant));
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
                case NodeEffect.ReadEpoch read:
                    Send(read.Poll, answer => answer(_world.Store.Epoch(read.Poll)));
                    break;
                case NodeEffect.ReadSnapshot read:
                    Send(read.Poll, answer => _world.Store.Snapshot(read.Poll, answer));
                    break;
            }
        }

        // What the store has forgotten stays what this node has read: nothing but an adoption takes its place.
        if (step.State is { Fault: null, Remembered: null, Proof: not null } known && known.Proof != State.Proof && _world.Store.HoldsOrWasAdopted(HasRead))
        {
            HasRead = known;
        }

        _freshness.State = step.State;
        if (_world.Dice.Chance(100) && _freshness.Proved is { } time)
        {
            _table.Prune(time);
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
            NodeMessage.EpochRead epoch => (epoch.Poll, null),
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
