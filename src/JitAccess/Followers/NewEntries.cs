using JitAccess.Nodes;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.Followers;

/// <summary>Delivers what follows the cursor, in order: in growing batches, and where one fails, one by one until it is known which.</summary>
/// <remarks>Used by one runner, in turn.</remarks>
internal sealed class NewEntries(
    string name, FollowerStore store, EntryJudge judge, NodeFreshness freshness, JitClock clock, ILogger logger, IPacedFollower? paced = null)
{
    private const int PageSize = 500;

    // So often an entry fails before it is compared with one that follows it.
    private const int FailuresBeforeProbe = 5;

    private readonly FollowerPause _pause = new(Duration.FromSeconds(1), Duration.FromMinutes(5), clock);
    private int _batch = PageSize;
    private int _largestBatch = PageSize; // what has not taken too long
    private int _distance = 1; // how far behind a failing entry the one is that it is compared with

    /// <summary>Whether the entry after the cursor fails.</summary>
    public bool IsFailing => _pause.IsFailing;

    /// <summary>What the last failure is called, while it lasts.</summary>
    public string? Failure { get; private set; }

    /// <summary>Begins where another node left off.</summary>
    public void Begin(CursorRecord cursor)
    {
        _batch = cursor.Handed > cursor.Position ? 1 : PageSize; // what that node was handed may be why it is gone
        End();
    }

    /// <summary>Delivers all there is, unless it fails.</summary>
    public async Task DeliverAsync(FollowerTerm term, CancellationToken cancellationToken)
    {
        while (_pause.IsOver && MayBeMore(term) && await DeliverNextAsync(term, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Whether this node knows of entries that the follower has not got.</summary>
    public bool KnowsOfMore(FollowerTerm term) => freshness.State.Cursor?.Position > term.Cursor.Position;

    // Nobody asks the store what a node that is fresh knows.
    private bool MayBeMore(FollowerTerm term) => KnowsOfMore(term) || !freshness.MayAnswer(out _, out _);

    private async Task<bool> DeliverNextAsync(FollowerTerm term, CancellationToken cancellationToken)
    {
        var page = await store.ReadJournalAsync(term.Cursor.Cursor, PageSize, cancellationToken).ConfigureAwait(false);
        if (!page.HoldsPrefix)
        {
            throw new JournalUnreadableException("The journal does not hold what the follower has read: its cursor is of another store.");
        }

        term.Head = page.Head.Position;
        if (page.Entries.Count == 0)
        {
            return false;
        }

        if (!judge.IsAuthentic(page.Entries[0]))
        {
            await term.SetAsideAsync(page.Entries[0], "does-not-verify", cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (paced?.Takes(page.Entries) == false)
        {
            return false;
        }

        List<StoredEntry> batch = [page.Entries[0], .. page.Entries.Skip(1).Take(_batch - 1).TakeWhile(IsAuthenticToo)];
        var attempted = await HandOverAsync(term, batch, cancellationToken).ConfigureAwait(false);
        if (attempted.IsDelivered)
        {
            await term.ArriveAsync(batch[^1], cancellationToken).ConfigureAwait(false);
            _batch = Math.Min(Math.Max(_batch, batch.Count * 2), _largestBatch);
            End();
            return true;
        }

        if (batch.Count > 1)
        {
            _largestBatch = attempted.Kind == AttemptedKind.TimedOut ? batch.Count / 2 : _largestBatch;
            _batch = 1;
            return true;
        }

        if (attempted.Kind != AttemptedKind.Undeliverable)
        {
            return await FailAsync(term, page.Entries, attempted.Failure, cancellationToken).ConfigureAwait(false);
        }

        await term.SetAsideAsync(batch[0], attempted.Failure, cancellationToken).ConfigureAwait(false);
        End();
        return true;
    }

    private static Task<Attempted> HandOverAsync(FollowerTerm term, List<StoredEntry> batch, CancellationToken cancellationToken) =>
        batch.Count > 1
            ? term.HandOverAsync(batch, cancellationToken)
            : HandOverAsync(term, batch[0], batch[0], nameof(TimeoutException), cancellationToken);

    // An entry from which the follower does not come back would take the next node too, and so would one whose failures lead there.
    private static async Task<Attempted> HandOverAsync(
        FollowerTerm term, StoredEntry entry, StoredEntry first, string failure, CancellationToken cancellationToken)
    {
        try
        {
            return await term.HandOverAsync([entry], cancellationToken).ConfigureAwait(false);
        }
        catch (FollowerStuckException)
        {
            await term.SetAsideAsync(first, failure, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    // One entry has failed. Where one that follows arrives, it is the entry, and the next may be like it; where none does, it is what the follower brings
    // them to, and all wait.
    private async Task<bool> FailAsync(FollowerTerm term, IReadOnlyList<StoredEntry> entries, string failure, CancellationToken cancellationToken)
    {
        Failure = failure;
        _pause.Begin();
        if (_pause.Failures >= FailuresBeforeProbe && entries.Count > 1)
        {
            var other = entries[Math.Min(_distance, entries.Count - 1)];
            if (IsAuthenticToo(other) && (await HandOverAsync(term, other, entries[0], failure, cancellationToken).ConfigureAwait(false)).IsDelivered)
            {
                await term.SetAsideAsync(entries[0], failure, cancellationToken).ConfigureAwait(false);
                _pause.End(FailuresBeforeProbe - 1);
                _distance = Math.Max(1, _distance - 1);
                return true;
            }

            _distance = Math.Min(_distance * 2, PageSize);
        }

        FollowerLog.DeliveryFailed(logger, name, entries[0].Position, failure, _pause.Length.TotalSeconds);
        return false;
    }

    private bool IsAuthenticToo(StoredEntry entry)
    {
        try
        {
            return judge.IsAuthentic(entry);
        }
        catch (JournalUnreadableException)
        {
            return false; // it is said when its turn comes
        }
    }

    private void End()
    {
        _pause.End();
        _distance = 1;
        Failure = null;
    }
}
