using JitAccess.Nodes;
using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>
/// Tells those who work under a grant that it has ended: at once when it is ended, by a timer when its time is over, and by another when the node can no
/// longer prove that it would have heard of an end.
/// </summary>
/// <remarks>Thread-safe. Callbacks run outside every lock and must not block; one that throws does not keep the others from running.</remarks>
internal sealed class GrantEndings(JitClock clock, NodeFreshness freshness, ILogger<GrantEndings> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LiveGrant, Watched> _watched = [];
    private ITimer? _lease; // one for all that is watched
    private bool _isLeaseTimed;

    /// <summary>How many grants somebody works under.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _watched.Count;
            }
        }
    }

    /// <summary>Whether a grant carries on now, as far as this node can prove.</summary>
    public bool CarriesOn(LiveGrant grant) => freshness.MayAnswer(out var now, out _) && grant.CarriesOnAt(now);

    /// <summary>Whether somebody works under a grant.</summary>
    public bool IsWatched(LiveGrant grant)
    {
        lock (_lock)
        {
            return _watched.ContainsKey(grant);
        }
    }

    /// <summary>Calls back once when the grant has ended; at once when it has ended already. Disposing the result forgets it.</summary>
    public IDisposable Watch(LiveGrant grant, Action ended)
    {
        var watch = new GrantWatch(this, grant, ended);
        lock (_lock)
        {
            if (CarriesOn(grant))
            {
                TimeLease();
                if (!_watched.TryGetValue(grant, out var watched))
                {
                    _watched.Add(grant, watched = new Watched());
                    watched.Timer = clock.Provider.CreateTimer(_ => Sweep(grant), null, Due(grant), Timeout.InfiniteTimeSpan);
                }

                watched.Watches.Add(watch);
                return watch;
            }
        }

        Run(watch);
        return watch;
    }

    /// <summary>A grant was ended before its time.</summary>
    public void Announce(LiveGrant grant)
    {
        Watched? watched;
        lock (_lock)
        {
            _watched.Remove(grant, out watched);
        }

        Tell(watched);
    }

    /// <summary>Ends everything that is watched where the node may not answer: whatever ended meanwhile, it has not heard of it.</summary>
    public void SweepUnlessFresh()
    {
        if (!freshness.MayAnswer(out _, out _))
        {
            SweepAll();
        }
    }

    /// <summary>Looks at every watched grant again: the wall clock may have stepped since its timer was set.</summary>
    public void SweepAll()
    {
        LiveGrant[] grants;
        lock (_lock)
        {
            grants = [.. _watched.Keys];
        }

        foreach (var grant in grants)
        {
            Sweep(grant);
        }
    }

    /// <summary>Logs what a listener of an ended grant threw.</summary>
    public void Report(Task cancelled) => _ = cancelled.ContinueWith(
        static (task, state) => NodeLog.ListenerFailed((ILogger)state!, task.Exception!),
        logger,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    internal void Forget(GrantWatch watch)
    {
        lock (_lock)
        {
            if (_watched.TryGetValue(watch.Grant, out var watched) && watched.Watches.Remove(watch) && watched.Watches.Count == 0)
            {
                _watched.Remove(watch.Grant);
                watched.Timer?.Dispose();
            }
        }
    }

    private void Run(GrantWatch watch)
    {
        try
        {
            watch.Run();
        }
        catch (Exception exception)
        {
            NodeLog.ListenerFailed(logger, exception);
        }
    }

    private void Tell(Watched? watched)
    {
        watched?.Timer?.Dispose();
        foreach (var watch in watched?.Watches ?? [])
        {
            Run(watch);
        }
    }

    private void Sweep(LiveGrant grant)
    {
        Watched? watched;
        lock (_lock)
        {
            if (CarriesOn(grant))
            {
                _watched.GetValueOrDefault(grant)?.Timer?.Change(Due(grant), Timeout.InfiniteTimeSpan);
                return;
            }

            _watched.Remove(grant, out watched); // with the decision: whoever comes after it may have been admitted by a node that is fresh again
        }

        Tell(watched);
    }

    // A good poll prolongs the lease and leaves the timer alone: it looks again when it fires.
    private void TimeLease()
    {
        if (!_isLeaseTimed)
        {
            _isLeaseTimed = true;
            _lease ??= clock.Provider.CreateTimer(_ => OnLease(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _lease.Change(TimeSpan.FromMilliseconds(Math.Max(1, freshness.AnswersFor)), Timeout.InfiniteTimeSpan);
        }
    }

    private void OnLease()
    {
        SweepUnlessFresh();
        lock (_lock)
        {
            _isLeaseTimed = false;
            if (_watched.Count > 0)
            {
                TimeLease();
            }
        }
    }

    // At least a millisecond, so that a timer that fires early does not spin; at most what a timer can take.
    private TimeSpan Due(LiveGrant grant) =>
        TimeSpan.FromMilliseconds(Math.Clamp(grant.End.UnixMilliseconds - freshness.Now, 1, int.MaxValue - 1));

    private sealed class Watched
    {
        public List<GrantWatch> Watches { get; } = [];

        public ITimer? Timer { get; set; }
    }
}
