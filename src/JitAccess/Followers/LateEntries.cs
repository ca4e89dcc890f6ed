namespace JitAccess.Followers;

/// <summary>Tries again what was set aside: a few a round, and none while there is something new.</summary>
/// <remarks>Used by one runner, in turn.</remarks>
internal sealed class LateEntries(FollowerStore store, EntryJudge judge, NewEntries fresh, JitClock clock)
{
    private const int TriesInARound = 20;
    private const int FailuresInARound = 3;
    private const double SecondsInARound = 1;
    private const double SecondsBetweenReads = 60;
    private long _read;

    public async Task DeliverAsync(FollowerTerm term, CancellationToken cancellationToken)
    {
        if (term.SetAside is null || (term.SetAside.Count > 0 && clock.SecondsBetween(_read, clock.Timestamp) >= SecondsBetweenReads))
        {
            term.SetAside = new SetAsideQueue(await store.ReadSetAsideAsync(cancellationToken).ConfigureAwait(false)); // some may have been forgotten
            _read = clock.Timestamp;
        }

        var (start, failed) = (clock.Timestamp, 0);
        for (var tries = 0; tries < TriesInARound && failed < FailuresInARound; tries++)
        {
            if (fresh.KnowsOfMore(term) || clock.SecondsBetween(start, clock.Timestamp) >= SecondsInARound || !term.SetAside.TryTakeDue(store.Now, out var position))
            {
                return;
            }

            failed += await DeliverAsync(term, position, cancellationToken).ConfigureAwait(false) ? 0 : 1;
        }
    }

    private async Task<bool> DeliverAsync(FollowerTerm term, long position, CancellationToken cancellationToken)
    {
        if (await store.FindSetAsideAsync(position, cancellationToken).ConfigureAwait(false) is not { } aside)
        {
            return true; // it was forgotten
        }

        var attempted = await AttemptAsync(term, aside, cancellationToken).ConfigureAwait(false);
        await term.SettleAsync(aside, attempted, cancellationToken).ConfigureAwait(false);
        return attempted.IsDelivered;
    }

    private async Task<Attempted> AttemptAsync(FollowerTerm term, SetAsideRecord aside, CancellationToken cancellationToken)
    {
        var page = await store.ReadJournalAsync(aside.Before, 1, cancellationToken).ConfigureAwait(false);
        if (page.Entries is not [var entry] || !judge.IsAuthentic(entry))
        {
            return new Attempted(AttemptedKind.Failed, "does-not-verify");
        }

        try
        {
            return await term.HandOverLateAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        catch (FollowerStuckException)
        {
            // It waits again like any other, or it would take the next node too.
            await term.SettleAsync(aside, new Attempted(AttemptedKind.TimedOut, nameof(TimeoutException)), cancellationToken).ConfigureAwait(false);
            throw;
        }
    }
}
