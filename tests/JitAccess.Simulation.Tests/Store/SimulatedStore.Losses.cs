using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;

namespace JitAccess.Simulation;

/// <summary>What becomes of a store whose machine is lost, with or without the last of what it held.</summary>
internal partial class SimulatedStore
{
    /// <summary>Another machine takes over, with a clock of its own; it may lack the last entries.</summary>
    public void FailOver(long lost)
    {
        if (lost > 0)
        {
            GoBackTo(Math.Max(0, Position - lost));
        }

        _machine = new MachineClocks(agenda, dice, bound);
        _clock = null;
        _times.Clear();
    }

    /// <summary>An operator adopts what was put back: another life, in which nothing is live that was live before.</summary>
    public void Adopt()
    {
        Incarnation = $"life {++_lives}";
        ForkedAt = agenda.Now;
        BeginEpoch();
    }

    private AdoptedAt? LastAdopted() => _journal.FindLast(line => line.Entry.Effects.OfType<Epoch>().Any()) is { Entry: var entry }
        ? new AdoptedAt(entry.Effects.OfType<Epoch>().Single().Number, new JournalCursor(entry.Position, entry.Hash))
        : null;

    // What was lost has not been promised: a revocation that no journal holds any more ends nothing, a grant that none holds is gone.
    private void GoBackTo(long position)
    {
        if (position == Position)
        {
            return;
        }

        _journal.RemoveRange((int)position, _journal.Count - (int)position);
        Adopted = LastAdopted();
        ForkedAt = agenda.Now;
        foreach (var grant in Grants)
        {
            if (Math.Max(grant.WaitingPosition, grant.LivePosition) > position)
            {
                (grant.IsGone, grant.EndedAt) = (true, Math.Min(grant.EndedAt, agenda.Now));
            }
            else if (grant.EndedPosition > position)
            {
                (grant.EndedPosition, grant.EndedAt) = (0, SimulatedGrant.Never);
            }
        }
    }
}
