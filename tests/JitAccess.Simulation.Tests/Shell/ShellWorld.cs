using JitAccess.Journal;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Simulation;

/// <summary>
/// A world around the asynchronous shell of the nodes and the store in memory: real entries, real time-outs, real turns, in virtual time. Whatever
/// an event sets going comes to rest before the next.
/// </summary>
internal sealed class ShellWorld : IDisposable
{
    private const long BoundMilliseconds = 5000;

    private readonly Agenda _agenda = new();
    private readonly Dice _dice;
    private readonly MachineClocks _machine;
    private readonly ShellJournal _journal;
    private readonly List<ShellNode> _nodes = [];
    private bool _isCalm;

    private ShellWorld(long seed, bool answersFromCache)
    {
        _dice = new Dice(seed);
        _machine = new MachineClocks(_agenda, _dice, Bound);
        var store = new InMemoryStore(_machine);
        var authenticator = new Authenticator(store.OpenLocalKeyRing());
        _journal = new ShellJournal(_agenda, store, authenticator);
        for (var number = 1; number <= 2; number++)
        {
            var way = new UncertainStore(store, _agenda, new Dice((seed << 2) + number), Bound) { SpoiltPerMille = _dice.Below(600), AnswersFromCache = answersFromCache };
            var clocks = new MachineClocks(_agenda, _dice, Bound);
            _nodes.Add(new ShellNode(number, clocks, way, authenticator, Duration.FromMilliseconds(BoundMilliseconds)));
        }

        _agenda.Settle = () => _nodes.ForEach(static node => SpinWait.SpinUntil(() => node.IsAtRest));
    }

    private static long Bound => Ticks.OfMilliseconds(BoundMilliseconds);

    /// <exception cref="BrokenPromiseException">A node did what it must never do.</exception>
    public static void Run(long seed, bool answersFromCache = false)
    {
        using var world = new ShellWorld(seed, answersFromCache);
        world.Happen();
    }

    public void Dispose() => _nodes.ForEach(static node => node.Dispose());

    private void Happen()
    {
        _nodes.ForEach(Tick);
        Every(Bound / 3, Work);
        Every(Bound / 10, () => Ask(_dice.Pick(_nodes)));
        Every(2 * Bound, StepWall);
        _agenda.RunUntil(8 * Bound);
        _isCalm = true;
        _nodes.ForEach(static node => node.Store.SpoiltPerMille = 0);
        _agenda.RunUntil(12 * Bound);
        _agenda.Settle!();
        _nodes.ForEach(JudgeRecovered);
    }

    private void Tick(ShellNode node)
    {
        node.Poll();
        _agenda.In(Bound / 3, () => Tick(node));
    }

    private void Every(long period, Action what) => _agenda.In(_dice.Between(1, 2 * period), () =>
    {
        what();
        Every(period, what);
    });

    private void Work()
    {
        var node = _dice.Pick(_nodes);
        var open = _journal.Grants.FindAll(static grant => grant.EndedAt == SimulatedGrant.Never);
        if (open.Count == 0 || _dice.Chance(400))
        {
            var start = _machine.WallMilliseconds;
            var end = start + _dice.Between(BoundMilliseconds / 4, 6 * BoundMilliseconds);
            Tell(node, _journal.Begin(new SimulatedGrant(_journal.Grants.Count, _dice.Below(SimulatedGrant.Subjects.Count), start, end)));
        }
        else if (!_isCalm)
        {
            End(node, _dice.Pick(open));
        }
    }

    private void End(ShellNode node, SimulatedGrant grant)
    {
        var entries = _journal.End(grant);
        _nodes.ForEach(each => _agenda.In(Bound + _dice.Between(1, Bound / 100), () => Judge(each, grant)));
        Tell(node, entries, () => Demand(!node.Allows(grant), node, grant, "allows what it has ended itself"));
    }

    // A command is told of its commit, sometimes late, sometimes never; others hear a hint.
    private void Tell(ShellNode node, IReadOnlyList<StoredEntry> entries, Action? then = null)
    {
        if (_dice.Chance(900))
        {
            _agenda.In(_dice.Between(1, Bound / 100), () =>
            {
                node.Apply(entries);
                then?.Invoke(); // at once: not even a poll that hangs keeps an end waiting
            });
        }

        _agenda.In(_dice.Between(1, Bound / 10), _dice.Pick(_nodes).Poll);
    }

    private void Ask(ShellNode node) => _journal.Grants.ForEach(grant => Judge(node, grant));

    private void StepWall()
    {
        if (!_isCalm)
        {
            _dice.Pick(_nodes).Clocks.TryStepWall(_dice.Between(-2 * Bound, 2 * Bound));
        }
    }

    private void Judge(ShellNode node, SimulatedGrant grant)
    {
        if (node.Allows(grant))
        {
            Demand(
                grant.EndedAt == SimulatedGrant.Never || _agenda.Now <= grant.EndedAt + Bound, node, grant, "allows what was ended longer than the bound ago");
            Demand(_machine.WallMilliseconds - (BoundMilliseconds / 50) < grant.EndMilliseconds, node, grant, "allows what has ended by the store's time");
        }
    }

    private void JudgeRecovered(ShellNode node)
    {
        if (!node.MayAnswer || node.Position < _journal.Position - 2)
        {
            throw new BrokenPromiseException(node.Number, $"does not follow a journal of {_journal.Position} after all faults have ceased: {node}.");
        }
    }

    private void Demand(bool holds, ShellNode node, SimulatedGrant grant, string what)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(node.Number, $"{what}: grant {grant}, ended at {grant.EndedAt}, at {_agenda.Now}.");
        }
    }
}
