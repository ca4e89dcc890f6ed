using JitAccess.Diagnostics;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Committing;

/// <summary>What one look at the store led to: what was read, what was decided, and who asked.</summary>
internal sealed record Attempt(Loaded Loaded, Decision? Decision, Actor Actor)
{
    /// <summary>Personal texts that the decision sealed.</summary>
    public IReadOnlyCollection<TextRecord> Texts { get; init; } = [];

    /// <summary>The answer of an earlier command under the same idempotency key: nothing is decided or committed again.</summary>
    public IdempotencyRecord? Replayed { get; init; }

    /// <summary>Makes the record that lets a repetition give the same answer, from the records as they will be.</summary>
    public Func<World, IdempotencyRecord>? Remember { get; init; }
}

/// <summary>What was committed, with the time of its last entry: the records as they are now.</summary>
internal sealed record Committed(Attempt Attempt, World World, Instant At);

/// <summary>The one way in: look, decide, commit by compare-and-set, and decide again when a race was lost.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Committer(
    IGrantStore store, BatchBuilder batches, NodeFollower node, NodeReadiness readiness, HousekeepingTimer timer, JitMetrics metrics, JitClock clock)
{
    // Every lost race means that another command on the same records has won.
    private const int MaxAttempts = 200;

    /// <summary>Lets this node read what others have committed.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => node.SynchroniseAsync(cancellationToken);

    /// <summary>Commits what a look decides; a rejection is thrown.</summary>
    /// <param name="look">Reads and decides; called again after a lost race.</param>
    /// <param name="cancellationToken">Gives up before the commit; once committed, the command returns.</param>
    /// <exception cref="JitRejectedException">
    /// The decision is a rejection; or it leads to access and this node denies (<see cref="Reason.NotSynchronised"/>): before the commit nothing is
    /// stored, and after it the explanation says that it is done.
    /// </exception>
    public async ValueTask<Committed> RunAsync(Func<CancellationToken, ValueTask<Attempt>> look, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var decided = await look(cancellationToken).ConfigureAwait(false);
            if (decided.Replayed is { } replayed)
            {
                if (replayed.MadeAccess)
                {
                    await readiness.DemandDoneAsync(isApplied: false).ConfigureAwait(false); // another node may have done it
                }
                else
                {
                    await node.TryCatchUpAsync(CancellationToken.None).ConfigureAwait(false); // so that it holds here when the command returns; it is done in any case
                }

                return new Committed(decided, decided.Loaded.World, replayed.At);
            }

            var decision = decided.Decision!;
            if (decision.IsRejected)
            {
                throw new JitRejectedException(decision.Rejection);
            }

            if (decision.LeadsToAccess)
            {
                await readiness.DemandAsync(cancellationToken).ConfigureAwait(false);
            }

            var before = decided.Loaded.World;
            var after = decided.Texts.Aggregate(before.Apply(decision.Events), (world, text) => world.With(text));
            if (decided.Remember is { } remember)
            {
                after = after.With(remember(after));
            }

            after = decided.Loaded.LeftAlone.Aggregate(after, (world, key) => world.Without(key));

            var batch = batches.Build(before, decided.Loaded.Versions, after, decision.Events, decided.Actor, decision.ValidUntil);
            var result = await CommitAsync(batch, cancellationToken).ConfigureAwait(false);
            if (result.IsCommitted)
            {
                Count(decision.Events);
                var isApplied = await node.ApplyOwnAsync(result.Entries, CancellationToken.None).ConfigureAwait(false);
                foreach (var scheduled in decision.Events.OfType<GrantScheduled>())
                {
                    timer.Expect(scheduled.Grant.Start - result.Entries[^1].Time);
                }

                if (decision.MakesAccess)
                {
                    await readiness.DemandDoneAsync(isApplied).ConfigureAwait(false);
                }

                return new Committed(decided, after, result.Entries[^1].Time);
            }
        }

        throw new JitRejectedException(Explanation.Of(
            Reason.StoreContended, $"The command lost {MaxAttempts} races against others on the same records. Try again."));
    }

    private async ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        using var activity = JitTelemetry.Start("commit");
        var start = clock.Timestamp;
        try
        {
            var result = await store.CommitAsync(batch, cancellationToken).ConfigureAwait(false);
            if (result.Entries.Count > 0)
            {
                activity?.SetTag(JitTelemetry.PositionTag, result.Entries[^1].Position);
            }

            End(result.IsCommitted ? Outcome.Accepted : Outcome.Lost);
            return result;
        }
        catch (Exception exception)
        {
            End(Outcome.Of(exception));
            throw;
        }

        void End(Outcome outcome)
        {
            metrics.Commit(clock.SecondsBetween(start, clock.Timestamp), outcome);
            activity.End(outcome);
        }
    }

    private void Count(IEnumerable<JitEvent> events)
    {
        // A grant that is cut off has been counted when its last use was taken.
        foreach (var effect in events.Where(happened => happened is not GrantCutOff).SelectMany(happened => happened.Effects))
        {
            if (effect is GrantLive { AtFirstUse: false })
            {
                metrics.Activated();
            }
            else if (effect is GrantEnded ended)
            {
                metrics.Ended(ended.Because);
            }
        }
    }
}
