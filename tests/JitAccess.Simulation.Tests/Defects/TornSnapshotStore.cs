using JitAccess.Nodes;

namespace JitAccess.Simulation;

/// <summary>A store that reads the live grants, and after them, in another transaction, the position that they are said to stand for.</summary>
internal sealed class TornSnapshotStore(Agenda agenda, Dice dice, long bound) : SimulatedStore(agenda, dice, bound)
{
    public override void Snapshot(long poll, Action<NodeMessage.SnapshotRead> answer)
    {
        var open = Open();
        Agenda.In(Dice.Between(0, Bound / 20), () => answer(new NodeMessage.SnapshotRead(poll, Incarnation, Head(), open)));
    }
}
