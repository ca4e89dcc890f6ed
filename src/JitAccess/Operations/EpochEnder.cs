using JitAccess.Committing;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>
/// Writes down the end of every grant that was live before an epoch. No node lets anybody in on one from the epoch's own entry on; this is what their
/// records say, and what their holders see.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class EpochEnder(IGrantStore store, RecordReader records, EndingShell endings)
{
    private const int EndsPerCommit = 100;

    /// <summary>Ends them, until none is left. Once an epoch has begun nobody gives up.</summary>
    /// <param name="caller">Who adopted the store.</param>
    /// <param name="epoch">When the entry of the adoption was sealed.</param>
    /// <param name="why">Why.</param>
    /// <returns>How many have ended.</returns>
    /// <exception cref="JitRejectedException">All that can be read have ended, and others do not verify.</exception>
    public async ValueTask<int> EndAsync(Caller caller, Instant epoch, string why)
    {
        for (var ended = 0; ;)
        {
            var (live, broken) = await FindAsync(epoch).ConfigureAwait(false);
            if (live.Count == 0)
            {
                return broken == 0 ? ended : throw Incomplete(ended, broken);
            }

            foreach (var some in live.Chunk(EndsPerCommit))
            {
                ended += await EndAsync(caller, epoch, some, why).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<(List<GrantRecord> Live, int Broken)> FindAsync(Instant epoch)
    {
        var (live, broken) = (new List<GrantRecord>(), 0);
        var snapshot = await store.ReadLiveGrantsAsync(CancellationToken.None).ConfigureAwait(false);
        await using var closed = snapshot.ConfigureAwait(false);
        await foreach (var record in snapshot.Records.ConfigureAwait(false))
        {
            if (records.ReadIfWhole(record) is not GrantRecord grant)
            {
                broken++;
            }
            else if (Decider.Outlives(grant, epoch, snapshot.Head.StoreTime))
            {
                live.Add(grant);
            }
        }

        return (live, broken);
    }

    private async ValueTask<int> EndAsync(Caller caller, Instant epoch, GrantRecord[] grants, string why)
    {
        try
        {
            var committed = await endings.RunAsync(
                new CommandPlan(caller, new CommandAnswer(EpochRecord.TheKey))
                {
                    FindKeys = CommandPlan.Reads([.. grants.Select(grant => grant.Key), .. grants.Select(grant => LedgerRecord.KeyOf(grant.Subject))]),

                    // Rule 7: an end needs no counters.
                    CanDoWithout = static key => key.Kind != RecordKind.Grant,
                    Decide = (look, _) => ValueTask.FromResult(Decider.EndBefore(epoch, look.World.States.OfType<GrantRecord>(), why, look.Context)),
                },
                CancellationToken.None).ConfigureAwait(false);
            return committed.Attempt.Decision!.Events.Length;
        }
        catch (JitRejectedException rejected) when (rejected.Reason == Reason.GrantEnded)
        {
            return 0; // all of them otherwise, meanwhile
        }
    }

    private static JitRejectedException Incomplete(int ended, int broken) => new(Explanation.Of(new Finding(
        Reason.JournalBroken,
        $"The store is adopted, and {ended} grants have ended. {broken} more records of live grants do not verify: they were changed outside JitAccess.")
    {
        Fix = "No node starts on a store with such a record. Restore the store again, from a copy that is whole.",
    }));
}
