namespace JitAccess.Simulation;

/// <summary>What goes wrong. Each world has some kinds of fault and not others, so that none hides behind the rest.</summary>
internal sealed class Faults
{
    private readonly World _world;
    private readonly Dice _dice;
    private readonly List<Action<SimulatedNode>> _kinds = [];
    private bool _hasCeased;

    public Faults(World world)
    {
        (_world, _dice) = (world, world.Dice);
        Action<SimulatedNode>[] all = [CutOff, Suspend, Restart, StepWall, SpoilNetwork, StepStoreWall, FailOver, LoseOrRestore, Outage];
        int[] likelihood = [700, 500, 400, 500, 600, 250, 300, 150, 200];
        for (var kind = 0; kind < all.Length; kind++)
        {
            if (_dice.Chance(likelihood[kind]))
            {
                _kinds.Add(all[kind]);
            }
        }

        HasTwoVersions = _dice.Chance(250);
    }

    /// <summary>Whether nodes of two versions run, and the newer writes what the older does not understand.</summary>
    public bool HasTwoVersions { get; }

    private long Bound => _world.Bound;

    public void Begin()
    {
        foreach (var node in _world.Nodes)
        {
            node.IsOldVersion = HasTwoVersions && _dice.Chance(600);
            node.Network.SlowPerMille = _dice.Chance(500) ? 30 : 0;
        }

        if (_kinds.Count > 0)
        {
            Next();
        }
    }

    /// <summary>From now on nothing goes wrong.</summary>
    public void Cease()
    {
        _hasCeased = true;
        foreach (var node in _world.Nodes)
        {
            node.Network.Calm();
            if (node.IsSuspended)
            {
                Resume(node, node.Life);
            }
        }
    }

    /// <summary>Cuts a node off in one direction or both.</summary>
    public void CutOff(SimulatedNode node)
    {
        var until = _world.Now + _dice.Between(Bound / 10, 3 * Bound);
        var which = _dice.Below(3);
        node.Network.ToStoreCutUntil = which != 0 ? until : node.Network.ToStoreCutUntil;
        node.Network.ToNodeCutUntil = which != 1 ? until : node.Network.ToNodeCutUntil;
        _world.Trace.Note(node.Number, $"is cut off ({which}) until {until / Ticks.PerMillisecond}");
    }

    private void Next() => _world.Agenda.In(_dice.Between(Bound / 8, Bound), () =>
    {
        if (!_hasCeased)
        {
            _dice.Pick(_kinds)(_dice.Pick(_world.Nodes));
            Next();
        }
    });

    private void Suspend(SimulatedNode node)
    {
        if (node.IsSuspended)
        {
            return;
        }

        var until = _world.Now + _dice.Between(Bound / 20, 2 * Bound);
        var stands = _dice.Below(3) switch
        {
            0 => node.Clocks.TryStopMonotonic(until),
            1 => node.Clocks.TryStopWall(until),
            _ => true, // stopped by its operating system: both clocks go on
        };
        if (stands)
        {
            node.Suspend();
            _world.Agenda.At(until, () => Resume(node, node.Life));
        }
    }

    private void Resume(SimulatedNode node, int life)
    {
        if (node.IsSuspended && node.Life == life)
        {
            node.Resume(() => _world.Store.Grants.ForEach(grant => _world.Oracle.Ask(node, grant)));
        }
    }

    // Half of the nodes that start anew come back with the newer version; a machine that starts anew forgets its monotonic clock.
    private void Restart(SimulatedNode node)
    {
        if (node.IsSuspended)
        {
            return;
        }

        if (_dice.Chance(400))
        {
            node.Clocks.Reboot(_dice);
        }

        node.IsOldVersion &= _dice.Chance(500);
        _world.Trace.Note(node.Number, $"starts anew");
        node.Start();
    }

    private void StepWall(SimulatedNode node)
    {
        var by = _dice.Chance(300) ? _dice.Between(-1000 * Bound, 1000 * Bound) : _dice.Between(-2 * Bound, 2 * Bound);
        if (!node.IsSuspended && node.Clocks.TryStepWall(by))
        {
            _world.Trace.Note(node.Number, $"has its wall clock set by {by / Ticks.PerMillisecond} ms");
        }
    }

    private void StepStoreWall(SimulatedNode node)
    {
        var by = _dice.Between(-3 * Bound, 2 * Bound);
        _world.Store.StepWall(by);
        _world.Trace.Note($"the wall clock of the store is set by {by / Ticks.PerMillisecond} ms");
    }

    private void SpoilNetwork(SimulatedNode node)
    {
        node.Network.LostPerMille = _dice.Below(400);
        node.Network.DoubledPerMille = _dice.Below(200);
        node.Network.SlowPerMille = _dice.Below(500);
    }

    private void FailOver(SimulatedNode node)
    {
        _world.Trace.Note($"the store fails over");
        _world.Store.FailOver(lost: 0);
    }

    // An old copy is put back, or a replica takes over that lacks the last commits; sometimes an operator adopts it.
    private void LoseOrRestore(SimulatedNode node)
    {
        var lost = _dice.Between(1, _dice.Chance(500) ? 4 : 40);
        _world.Trace.Note($"the store loses its last {lost} entries");
        _world.Store.FailOver(lost);
        if (_dice.Chance(400))
        {
            _world.Agenda.In(_dice.Between(0, Bound), () =>
            {
                _world.Trace.Note($"an operator adopts the store");
                _world.Store.Adopt();
            });
        }
    }

    private void Outage(SimulatedNode node)
    {
        var until = _world.Now + _dice.Between(Bound / 10, 2 * Bound);
        _world.Trace.Note($"the store is away until {until / Ticks.PerMillisecond}");
        foreach (var each in _world.Nodes)
        {
            each.Network.ToStoreCutUntil = Math.Max(each.Network.ToStoreCutUntil, until);
        }
    }
}
