using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>
/// Keeps uses on every node away from grants whose end keeps losing its race against them. A claim is in the ledger, which each use expects
/// unchanged and hardly any writes, so that no number of uses wins against it.
/// </summary>
/// <remarks>Thread-safe. A claim is no entry of the journal: nothing has happened to the grant yet.</remarks>
internal sealed class EndClaims(IGrantStore store, RecordReader records, BatchBuilder batches)
{
    // Long enough for the commit that follows. When that never comes, uses go on afterwards.
    private static readonly Duration Lasts = Duration.FromSeconds(10);

    // Only accepted commands of the subject write its ledger, and their number is limited.
    private const int MaxAttempts = 20;

    /// <summary>Claims grants that the caller may end.</summary>
    public async ValueTask ClaimAsync(IEnumerable<GrantFinished> ends, CancellationToken cancellationToken)
    {
        foreach (var ofSubject in ends.GroupBy(end => end.Subject, end => end.Grant))
        {
            for (var attempt = 0; attempt < MaxAttempts && !await TryClaimAsync(ofSubject.Key, ofSubject, cancellationToken).ConfigureAwait(false); attempt++)
            {
                // Lost: look again.
            }
        }
    }

    private async ValueTask<bool> TryClaimAsync(Subject subject, IEnumerable<string> grants, CancellationToken cancellationToken)
    {
        var key = LedgerRecord.KeyOf(subject);
        var loaded = await records.LoadAsync([key], static _ => true, cancellationToken).ConfigureAwait(false);
        var ledger = loaded.World.Ledger(subject).At(loaded.Now);
        var missing = grants.Where(grant => !ledger.IsEnding(grant, loaded.Now)).ToList();
        if (missing.Count == 0 || loaded.LeftAlone.Contains(key)) // without a ledger that verifies no use is taken anyway
        {
            return true;
        }

        var claimed = loaded.World.With(ledger.WithEnding(missing, Deadline.After(loaded.Now, Lasts)));
        var batch = batches.Build(loaded.World, loaded.Versions, claimed, [], Actor.Housekeeping);
        return (await store.CommitAsync(batch, cancellationToken).ConfigureAwait(false)).IsCommitted;
    }
}
