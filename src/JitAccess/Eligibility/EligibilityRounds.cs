using JitAccess.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>Has every live grant judged anew as often as the application says, and those of a subject at once when the directory tells of it.</summary>
/// <remarks>Thread-safe; rounds take turns.</remarks>
internal sealed class EligibilityRounds(
    EligibilityKeeper keeper, JitNode node, ISubjectDirectory? directory, IOptions<JitAccessOptions> options, JitClock clock, ILogger<EligibilityRounds> logger) : BackgroundService
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _last = clock.Timestamp;

    private TimeSpan Every => options.Value.RecheckEvery.ToTimeSpan();

    /// <summary>Does a round when the last is long enough ago.</summary>
    public async Task RunIfDueAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = clock.Timestamp;
            if (node.IsPrepared && clock.MillisecondsBetween(_last, now) >= (long)Every.TotalMilliseconds)
            {
                _last = now;
                await keeper.RecheckAllAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            EligibilityLog.RoundFailed(logger, NodeLog.Describe(exception), Every.TotalSeconds);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(RepeatAsync(stoppingToken), directory is IChangingDirectory changing ? WatchAsync(changing, stoppingToken) : Task.CompletedTask).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }

    private async Task RepeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, clock.Provider);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await RunIfDueAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(IChangingDirectory changing, CancellationToken cancellationToken)
    {
        while (true)
        {
            var failure = "it ended";
            try
            {
                await foreach (var subject in changing.WatchAsync(cancellationToken).ConfigureAwait(false))
                {
                    await RecheckAsync(subject, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failure = NodeLog.Describe(exception);
            }

            EligibilityLog.WatchFailed(logger, failure, Every.TotalSeconds);
            await Task.Delay(Every, clock.Provider, cancellationToken).ConfigureAwait(false);
        }
    }

    // The next signal is heard whatever became of this one.
    private async Task RecheckAsync(Subject subject, CancellationToken cancellationToken)
    {
        try
        {
            await keeper.RecheckAsync(subject, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            EligibilityLog.RoundFailed(logger, NodeLog.Describe(exception), Every.TotalSeconds);
        }
    }
}
