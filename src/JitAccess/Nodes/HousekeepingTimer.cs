using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess.Nodes;

/// <summary>Ticks when it is time to keep house: now and then, and when a scheduled grant is to begin, as far as this node knows.</summary>
/// <remarks>Nothing begins by it: who keeps house asks the store what is due. One waits; any may expect. Thread-safe.</remarks>
internal sealed class HousekeepingTimer(JitClock clock, IOptions<JitAccessOptions> options) : IDisposable
{
    private readonly Lock _lock = new();
    private PeriodicTimer? _timer; // once somebody waits
    private long _due; // of the next tick, by the monotonic clock in milliseconds

    private long Now => clock.MillisecondsBetween(0, clock.Timestamp);

    /// <summary>Expects a start after some time, unless a tick comes before it.</summary>
    public void Expect(Duration after)
    {
        var milliseconds = Math.Max(1, (long)Math.Ceiling(after.TotalMilliseconds));
        lock (_lock)
        {
            if (_timer is not null && Now + milliseconds < _due)
            {
                Tick(_timer, milliseconds);
            }
        }
    }

    /// <summary>Waits for the next tick.</summary>
    /// <returns><see langword="false"/> when there will be none any more.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var isTime = await Next().WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (isTime && _timer is not null)
            {
                Tick(_timer, (long)options.Value.HousekeepingEvery.TotalMilliseconds);
            }
        }

        return isTime;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private PeriodicTimer Next()
    {
        lock (_lock)
        {
            if (_timer is null)
            {
                var every = (long)options.Value.HousekeepingEvery.TotalMilliseconds;
                _timer = new PeriodicTimer(TimeSpan.FromMilliseconds(every), clock.Provider);
                _due = Now + every;
            }

            return _timer;
        }
    }

    private void Tick(PeriodicTimer timer, long after)
    {
        _due = Now + after;
        timer.Period = TimeSpan.FromMilliseconds(after);
    }
}
