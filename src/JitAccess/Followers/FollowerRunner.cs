using System.Security.Cryptography;
using JitAccess.Diagnostics;
using JitAccess.Nodes;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.Followers;

/// <summary>Runs one follower on this node, a round at a time: takes or renews the lease, delivers what is new, tries again what was set aside.</summary>
/// <remarks>Thread-safe; rounds take turns. A round never throws but when it is cancelled.</remarks>
internal sealed class FollowerRunner(
    string name,
    FollowerRecords records,
    FollowerCall call,
    IGrantStore store,
    NodeReader reader,
    NodeFreshness freshness,
    JitClock clock,
    JitMetrics metrics,
    ILogger logger) : IDisposable
{
    private const int PageSize = 500;

    // How many entries are looked at beside one that fails, to find one that goes through.
    private const int Neighbours = 16;

    // So often an entry fails before it is compared with one that follows it.
    private const int FailuresBeforeProbe = 5;

    private const int LateTriesInARound = 20;
    private const int LateFailuresInARound = 3;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Pause _pause = new(Duration.FromSeconds(1), Duration.FromMinutes(5), clock);
    private CursorRecord? _cursor; // while this node delivers
    private long _head;
    private long _oneByOneUntil;
    private SetAsideQueue? _setAside; // read when there is time for it
    private volatile JitFollowerStatus _status = new(name, JitFollowerState.Standby, 0, 0, 0, null);

    /// <summary>The name of the follower.</summary>
    public string Name => name;

    /// <summary>How the follower fares.</summary>
    public JitFollowerStatus Status => _status;

    /// <summary>Does what there is to do now.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RoundAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _setAside = null; // what was being tried is read again
            if (_status.State != JitFollowerState.Failing)
            {
                FollowerLog.RoundFailed(logger, name, NodeLog.Describe(exception));
            }

            Report(exception.GetType().Name);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets another node take over at once.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StandByAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (call.IsStuck)
        {
            return; // another node has the lease, and takes care of it
        }

        var held = await records.HoldAsync(_cursor, cancellationToken).ConfigureAwait(false);
        if (held is null)
        {
            LeaveToOthers();
            return;
        }

        if (!ReferenceEquals(held, _cursor))
        {
            Begin(held);
        }

        if (_pause.IsOver)
        {
            while (await DeliverNextAsync(cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        if (_cursor is not null && !_pause.IsFailing)
        {
            await DeliverLateAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Begin(CursorRecord cursor)
    {
        _cursor = cursor;
        _setAside = null;
        _oneByOneUntil = 0;
        _pause.Reset();
        FollowerLog.TookOver(logger, name, cursor.Position);
    }

    // Whether there may be more to do now.
    private async Task<bool> DeliverNextAsync(CancellationToken cancellationToken)
    {
        var cursor = _cursor!;
        if (freshness.MayAnswer(out _, out _) && freshness.State.Cursor?.Position <= cursor.Position)
        {
            Report(null);
            return false;
        }

        var isOneByOne = cursor.Position < _oneByOneUntil;
        var page = await store.ReadJournalAsync(cursor.Cursor, isOneByOne ? Neighbours : PageSize, cancellationToken).ConfigureAwait(false);
        if (!page.HoldsPrefix)
        {
            throw new StoreUnavailableException($"The journal does not hold what follower \"{name}\" has read: its cursor belongs to another store.")
            {
                Reason = Reason.JournalBroken,
            };
        }

        _head = page.Head.Position;
        if (page.Entries.Count == 0)
        {
            Report(null);
            return false;
        }

        var readable = page.Entries.Where(entry => reader.Chain(entry).Fault is null).ToList();
        if (readable.Count == 0 || readable[0].Position != cursor.Position + 1)
        {
            return await SetAsideAsync(cursor, page.Entries[0], "does-not-verify", cancellationToken).ConfigureAwait(false);
        }

        List<StoredEntry> batch = isOneByOne ? readable[..1] : [.. readable.TakeWhile((entry, index) => entry.Position == cursor.Position + 1 + index)];
        var attempted = await AttemptAsync(batch, cancellationToken).ConfigureAwait(false);
        switch (attempted.Kind)
        {
            case AttemptedKind.Delivered:
                _pause.Reset();
                return await ArriveAsync(batch[^1], cancellationToken).ConfigureAwait(false);
            case AttemptedKind.Failed or AttemptedKind.Undeliverable when batch.Count > 1:
                _oneByOneUntil = batch[^1].Position;
                return true;
            case AttemptedKind.Undeliverable:
                return await SetAsideAsync(_cursor!, batch[0], attempted.Failure, cancellationToken).ConfigureAwait(false);
            case AttemptedKind.Failed:
                return await FailAsync(readable, attempted.Failure, cancellationToken).ConfigureAwait(false);
            case AttemptedKind.Stuck:
                FollowerLog.Stuck(logger, name, batch[0].Position);
                await StandByAsync(cancellationToken).ConfigureAwait(false);
                Report(attempted.Failure);
                return false;
            default:
                LeaveToOthers();
                return false;
        }
    }

    private async Task<bool> ArriveAsync(StoredEntry last, CancellationToken cancellationToken)
    {
        _pause.Reset();
        if (!await MoveAsync(_cursor!.After(last), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        Report(null);
        return true;
    }

    // One entry has failed. Where another goes through, it is the entry; where none does, it is what the follower brings them to.
    private async Task<bool> FailAsync(List<StoredEntry> readable, string failure, CancellationToken cancellationToken)
    {
        _pause.Begin();
        if (_pause.Failures >= FailuresBeforeProbe && readable.Count > 1)
        {
            var attempted = await AttemptAsync([readable[1]], cancellationToken).ConfigureAwait(false);
            if (attempted.Kind is AttemptedKind.Delivered or AttemptedKind.Undeliverable)
            {
                return await SetAsideAsync(_cursor!, readable[0], failure, cancellationToken).ConfigureAwait(false);
            }
        }

        FollowerLog.DeliveryFailed(logger, name, readable[0].Position, failure, _pause.Length.TotalSeconds);
        Report(failure);
        return false;
    }

    // INVARIANT: before an entry is handed over for the first time the store knows that it may have arrived.
    private async Task<Attempted> AttemptAsync(List<StoredEntry> batch, CancellationToken cancellationToken)
    {
        var cursor = _cursor!;
        List<JournalDelivery> entries = [.. batch.Select(entry => new JournalDelivery(entry, entry.Position <= cursor.Handed))];
        if (batch[^1].Position > cursor.Handed && !await MoveAsync(cursor with { Handed = batch[^1].Position }, cancellationToken).ConfigureAwait(false))
        {
            return new Attempted(AttemptedKind.Lost);
        }

        return await CallAsync(entries, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Attempted> CallAsync(List<JournalDelivery> entries, CancellationToken cancellationToken)
    {
        var attempted = await call.DeliverAsync(
            entries, async token => await records.HoldAsync(_cursor, token).ConfigureAwait(false) is { } held && ReferenceEquals(held, _cursor), cancellationToken).ConfigureAwait(false);
        metrics.Delivered(name, attempted.IsDelivered, entries.Count);
        return attempted;
    }

    private async Task<bool> SetAsideAsync(CursorRecord cursor, StoredEntry entry, string failure, CancellationToken cancellationToken)
    {
        var aside = await records.SetAsideAsync(
            cursor.After(entry),
            now => new SetAsideRecord(name, entry.Position, cursor.Hash, now, 0, Deadline.After(now, LateAfter(0)), failure),
            cancellationToken).ConfigureAwait(false);
        if (aside is null)
        {
            LeaveToOthers();
            return false;
        }

        _cursor = cursor.After(entry);
        _pause.Reset();
        _setAside?.Add(aside);
        FollowerLog.SetAside(logger, name, entry.Position, failure);
        return true;
    }

    private async Task<bool> MoveAsync(CursorRecord cursor, CancellationToken cancellationToken)
    {
        if (await records.MoveAsync(cursor, cancellationToken).ConfigureAwait(false))
        {
            _cursor = cursor;
            return true;
        }

        LeaveToOthers();
        return false;
    }

    // However many there are: new entries come first, and each round tries a few.
    private async Task DeliverLateAsync(CancellationToken cancellationToken)
    {
        _setAside ??= new SetAsideQueue(await records.ReadSetAsideAsync(cancellationToken).ConfigureAwait(false));
        var failed = 0;
        for (var tries = 0; tries < LateTriesInARound && failed < LateFailuresInARound && _setAside is not null && _setAside.TryTakeDue(freshness.Now, out var position); tries++)
        {
            failed += await DeliverLateAsync(position, cancellationToken).ConfigureAwait(false) ? 0 : 1;
        }

        if (_cursor is not null)
        {
            Report(null);
        }
    }

    private async Task<bool> DeliverLateAsync(long position, CancellationToken cancellationToken)
    {
        if (await records.FindSetAsideAsync(position, cancellationToken).ConfigureAwait(false) is not { } aside)
        {
            return true; // it was forgotten
        }

        var page = await store.ReadJournalAsync(aside.Before, 1, cancellationToken).ConfigureAwait(false);
        var attempted = page.Entries is [var entry] && reader.Chain(entry).Fault is null
            ? await CallAsync([new JournalDelivery(entry, MayBeRepeated: true)], cancellationToken).ConfigureAwait(false)
            : new Attempted(AttemptedKind.Failed, "does-not-verify");
        if (attempted.Kind is AttemptedKind.Stuck or AttemptedKind.Lost)
        {
            await StandByAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }

        SetAsideRecord? again = null;
        var isWritten = await records.SettleAsync(
            position,
            (record, now) => again = attempted.IsDelivered
                ? null
                : record with { Attempts = record.Attempts + 1, NextTry = Deadline.After(now, LateAfter(record.Attempts + 1)), Failure = attempted.Failure },
            cancellationToken).ConfigureAwait(false);
        if (!isWritten)
        {
            LeaveToOthers();
            return false;
        }

        if (attempted.IsDelivered)
        {
            FollowerLog.DeliveredLate(logger, name, position);
        }
        else if (again is not null)
        {
            _setAside!.Add(again);
        }

        return attempted.IsDelivered;
    }

    private static Duration LateAfter(int attempts) => Duration.Min(Duration.FromMinutes(1) * Math.Pow(2, Math.Min(attempts, 10)), Duration.FromHours(1));

    private async Task StandByAsync(CancellationToken cancellationToken)
    {
        LeaveToOthers();
        await records.ReleaseAsync(cancellationToken).ConfigureAwait(false);
    }

    private void LeaveToOthers()
    {
        _cursor = null;
        _setAside = null;
        Report(null);
    }

    // While this node delivers, how far it is; otherwise that another may.
    private void Report(string? failure)
    {
        var state = failure is not null ? JitFollowerState.Failing : _cursor is not null ? JitFollowerState.Delivering : JitFollowerState.Standby;
        var position = _cursor?.Position ?? 0;
        var behind = _cursor is null ? 0 : Math.Max(0, _head - position);
        _status = new JitFollowerStatus(name, state, position, behind, _cursor is null ? 0 : _setAside?.Count ?? _status.SetAside, failure);
    }

    /// <summary>How long nothing is tried after failures: twice as long after each, less up to a half so that nodes do not keep step.</summary>
    private sealed class Pause(Duration first, Duration longest, JitClock clock)
    {
        private long _begun;

        public int Failures { get; private set; }

        public Duration Length { get; private set; }

        public bool IsFailing => Failures > 0;

        public bool IsOver => !IsFailing || clock.SecondsBetween(_begun, clock.Timestamp) >= Length.TotalSeconds;

        public void Begin()
        {
            var full = Duration.Min(first * Math.Pow(2, Math.Min(Failures, 20)), longest);
            Failures++;
            Length = full * (RandomNumberGenerator.GetInt32(500, 1001) / 1000.0);
            _begun = clock.Timestamp;
        }

        public void Reset() => Failures = 0;
    }
}
