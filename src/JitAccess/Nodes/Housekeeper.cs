using JitAccess.Committing;
using JitAccess.Diagnostics;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess.Nodes;

/// <summary>
/// Writes down what time alone has ended: lapsed requests, expired grants, forgotten idempotency keys. Begins what was scheduled for now, and tells what is to
/// be told by now.
/// </summary>
/// <remarks>No end waits for it: every read, decision and check sees a deadline as it passes. Several nodes may do it at once. Thread-safe.</remarks>
internal sealed class Housekeeper(
    IGrantStore store,
    RecordReader records,
    Committer committer,
    BatchBuilder batches,
    GrantStarter starter,
    NoticeGiver notices,
    HousekeepingTimer timer,
    IOptions<JitAccessOptions> options,
    JitMetrics metrics,
    ILogger<Housekeeper> logger)
{
    private const int PageSize = 500;

    /// <summary>Does everything that is due, and expects the next start until it is called again.</summary>
    /// <returns>How many records were settled.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var settled = 0;
        var now = (await store.LoadAsync([], cancellationToken).ConfigureAwait(false)).StoreTime;
        for (string? after = null; ;)
        {
            var due = new StoreQuery.Due(now + options.Value.HousekeepingEvery);
            var page = await store.QueryAsync(due, new PageRequest(PageSize, after), cancellationToken).ConfigureAwait(false);
            now = page.StoreTime; // what became due while others were seen to is due
            foreach (var record in page.Records)
            {
                if (await SettleAsync(record, now, cancellationToken).ConfigureAwait(false))
                {
                    metrics.Settled();
                    settled++;
                }
            }

            if ((after = page.Next) is null)
            {
                break;
            }
        }

        if (settled > 0)
        {
            NodeLog.HousekeepingDone(logger, settled);
        }

        return settled;
    }

    // One record that does not verify is left as it is and does not keep the others waiting.
    private async Task<bool> SettleAsync(StoredRecord record, Instant now, CancellationToken cancellationToken)
    {
        try
        {
            var state = records.Read(record);
            if (state.Index.Due is not { } due || due.HasPassed(now))
            {
                return await SettleAsync(state, now, cancellationToken).ConfigureAwait(false);
            }

            if (state is GrantRecord { State: GrantState.Scheduled } or GrantRecord { WarnAt: not null } or RequestRecord { Waiting: not null })
            {
                timer.Expect(due.Remaining(now)); // what ends has ended at its time, whenever that is written down
            }

            return false;
        }
        catch (StoreUnavailableException exception) when (exception.Reason == Reason.JournalBroken)
        {
            NodeLog.RecordBroken(logger, record.Key.Kind, record.Position);
            return false;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or StoreUnavailableException))
        {
            NodeLog.HousekeepingFailed(logger, NodeLog.Describe(exception));
            return false;
        }
    }

    private Task<bool> SettleAsync(IRecordState due, Instant now, CancellationToken cancellationToken) => due switch
    {
        GrantRecord grant when grant.StateAt(now) == GrantState.Scheduled => StartAsync(grant, cancellationToken),
        RequestRecord waiting when waiting.StateAt(now) == RequestState.Pending => TellAsync(notices.NotifyAsync(waiting, cancellationToken)),
        GrantRecord ending when ending.StateAt(now) == GrantState.Active => TellAsync(notices.WarnAsync(ending.Key, cancellationToken)),
        IdempotencyRecord forgotten => ForgetAsync(forgotten, cancellationToken),
        RequestRecord request => SettleAsync(request.Key, request.Subject, cancellationToken),
        GrantRecord grant => SettleAsync(grant.Key, grant.Subject, cancellationToken),
        _ => LeaveAloneAsync(due.Key), // nothing of this kind is ever due: its row was changed outside JitAccess
    };

    private Task<bool> LeaveAloneAsync(RecordKey key)
    {
        NodeLog.RecordBroken(logger, key.Kind, 0);
        return Task.FromResult(false);
    }

    private async Task<bool> SettleAsync(RecordKey key, Subject subject, CancellationToken cancellationToken)
    {
        try
        {
            await committer.RunAsync(
                async token =>
                {
                    var loaded = await records.LoadAsync([key, LedgerRecord.KeyOf(subject)], token).ConfigureAwait(false);
                    var decision = loaded.World.TryGet<GrantRecord>(key, out var grant)
                        ? Decider.Expire(grant, loaded.Now)
                        : Decider.Lapse(loaded.World.Get<RequestRecord>(key), loaded.Now);
                    return new Attempt(loaded, decision, Actor.Housekeeping);
                },
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (JitRejectedException)
        {
            return false; // another node, or a command, was first: the record is settled all the same
        }
    }

    private async Task<bool> StartAsync(GrantRecord grant, CancellationToken cancellationToken)
    {
        try
        {
            await starter.StartAsync(grant, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (JitRejectedException rejected)
        {
            NodeLog.NotStarted(logger, grant.Id, rejected.Reason.Code); // another was first, or it is tried again until its end
            return false;
        }
    }

    // It settles nothing.
    private static async Task<bool> TellAsync(Task told)
    {
        try
        {
            await told.ConfigureAwait(false);
        }
        catch (JitRejectedException)
        {
            return false; // another node was first, or it is tried again until the deadline
        }

        return false;
    }

    // Housekeeping without an entry: the key is past its 24 hours and nothing counts on it.
    private async Task<bool> ForgetAsync(IdempotencyRecord forgotten, CancellationToken cancellationToken)
    {
        var loaded = await records.LoadAsync([forgotten.Key], cancellationToken).ConfigureAwait(false);
        if (!loaded.World.TryGet<IdempotencyRecord>(forgotten.Key, out var record) || !record.Until.HasPassed(loaded.Now))
        {
            return false;
        }

        var batch = batches.Build(loaded.World, loaded.Versions, loaded.World.Without(record.Key), [], Actor.Housekeeping);
        return (await store.CommitAsync(batch, cancellationToken).ConfigureAwait(false)).IsCommitted;
    }
}
