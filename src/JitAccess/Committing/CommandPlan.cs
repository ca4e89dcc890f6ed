using JitAccess.Stores;

namespace JitAccess.Committing;

/// <summary>A subject's command as <see cref="CommandShell"/> runs it: what it reads, how it is decided, and what its answer shows.</summary>
/// <param name="Caller">Who issues it.</param>
/// <param name="Answer">What the answer shows.</param>
internal sealed record CommandPlan(Caller Caller, CommandAnswer Answer)
{
    /// <summary>The key under which it is remembered.</summary>
    public IdempotencyKey? Idempotency { get; init; }

    /// <summary>Finds what the decision reads; asked again after a lost race.</summary>
    public required Func<ValueTask<IReadOnlyCollection<RecordKey>>> FindKeys { get; init; }

    /// <summary>Says what the command goes on without when it does not verify.</summary>
    public Predicate<RecordKey> CanDoWithout { get; init; } = static _ => false;

    /// <summary>Decides on what was read; called again after a lost race.</summary>
    public required Func<Look, CancellationToken, ValueTask<Decision>> Decide { get; init; }

    /// <summary>What the decision reads, where that is known beforehand.</summary>
    public static Func<ValueTask<IReadOnlyCollection<RecordKey>>> Reads(params IReadOnlyCollection<RecordKey> keys) => () => ValueTask.FromResult(keys);
}
