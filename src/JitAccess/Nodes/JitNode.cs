using JitAccess.Committing;
using JitAccess.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess.Nodes;

/// <summary>This process as a node: makes the store ready, publishes what the host brings, follows the journal, and keeps house.</summary>
internal sealed class JitNode(
    IGrantStore store,
    RecordReader records,
    NodeFollower follower,
    Housekeeper housekeeper,
    PolicyPublisher publisher,
    BroughtPolicies brought,
    GrantEndings endings,
    HintListener hints,
    HousekeepingTimer housekeeping,
    IHostEnvironment environment,
    IOptions<JitAccessOptions> options,
    JitClock clock,
    ILogger<JitNode> logger) : BackgroundService
{
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private volatile bool _isPrepared;
    private volatile bool _hasStarted;
    private string? _failure; // the last that kept it from being prepared

    /// <summary>Whether the store is ready and the node has read it once.</summary>
    public bool IsPrepared => _isPrepared;

    /// <summary>Makes the store ready if it is not, reads the journal, tells those whose grant has ended by the clock, and writes down what is due.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        await IsPreparedAsync(cancellationToken).ConfigureAwait(false);
        await follower.SynchroniseAsync(cancellationToken).ConfigureAwait(false);
        await follower.KeepAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        endings.SweepAll();
        await housekeeper.RunAsync(cancellationToken).ConfigureAwait(false);
        await follower.SynchroniseAsync(cancellationToken).ConfigureAwait(false); // what others, or this node in its own turn, wrote down first
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // What is wrong with the policies or the key stops the start; a store that is away does not.
        brought.Load();
        using var patience = new CancellationTokenSource(TimeSpan.FromTicks(Math.Max(1, options.Value.WaitAtStart.BclCompatibleTicks)), clock.Provider);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            while (!await IsPreparedAsync(waiting.Token).ConfigureAwait(false))
            {
                if (options.Value.WaitAtStart == Duration.Zero)
                {
                    await patience.CancelAsync().ConfigureAwait(false); // one try, whatever the clock does
                }

                await Task.Delay(TimeSpan.FromMilliseconds(250), clock.Provider, waiting.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            NodeLog.StartsWithoutStore(logger, options.Value.WaitAtStart.TotalSeconds);
        }

        _hasStarted = true;
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await follower.KeepAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _preparing.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var polls = new PeriodicTimer((options.Value.StalenessBound / 3).ToTimeSpan(), clock.Provider);
        await Task.WhenAll(
            RepeatAsync(polls.WaitForNextTickAsync, PollAsync, stoppingToken),
            hints.RunAsync(PollAsync, stoppingToken),
            RepeatAsync(housekeeping.WaitAsync, KeepHouseAsync, stoppingToken)).ConfigureAwait(false);
    }

    private static async Task RepeatAsync(Func<CancellationToken, ValueTask<bool>> wait, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            while (await wait(cancellationToken).ConfigureAwait(false))
            {
                await work(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        endings.SweepUnlessFresh(); // before the store is waited for: a timer counts no suspend
        try
        {
            if (await IsPreparedAsync(cancellationToken).ConfigureAwait(false))
            {
                await follower.SynchroniseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NodeLog.PollFailed(logger, NodeLog.Describe(exception));
        }

        endings.SweepAll();
    }

    private async Task KeepHouseAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_isPrepared)
            {
                await housekeeper.RunAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NodeLog.HousekeepingFailed(logger, NodeLog.Describe(exception));
        }
    }

    // The catalogue is the first record that any store gets: when the key does not fit it, it fits nothing.
    private async Task DemandKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await records.LoadAsync([CatalogueRecord.TheKey], cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception) when (exception.Reason == Reason.JournalBroken)
        {
            throw new StoreUnavailableException(
                "The key ring does not authenticate what the store holds: it belongs to another store, or the store was changed. Put the right key back.", exception)
            {
                Reason = Reason.KeyMismatch,
            };
        }
    }

    private async ValueTask<bool> IsPreparedAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared)
        {
            return true;
        }

        await _preparing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _isPrepared || await TryPrepareAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _preparing.Release();
        }
    }

    private async Task<bool> TryPrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
            await DemandKeyAsync(cancellationToken).ConfigureAwait(false);
            await follower.SynchroniseAsync(cancellationToken).ConfigureAwait(false);
            if (options.Value.PublishAtStart)
            {
                await PublishBroughtAsync(cancellationToken).ConfigureAwait(false);
            }

            _isPrepared = true;
            return true;
        }
        catch (StoreUnavailableException exception) when (exception.Reason == Reason.StoreUnavailable)
        {
            if (NodeLog.Describe(exception) is var failure && !string.Equals(failure, _failure, StringComparison.Ordinal))
            {
                NodeLog.PollFailed(logger, _failure = failure); // once, however often it is tried
            }

            return false;
        }
    }

    private async Task PublishBroughtAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PublishAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (JitPolicyException refused) when (_hasStarted)
        {
            // The start would have been stopped, had the store been there then: the node goes on under the policies that are published.
            NodeLog.PoliciesRefused(logger, refused.Message);
        }
    }

    // What stops a start says in which file to mend it, as every other error in a policy does.
    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        foreach (var (set, file) in brought.Load())
        {
            try
            {
                await publisher.PublishAsync(environment.ApplicationName, [set], environment.IsDevelopment(), cancellationToken).ConfigureAwait(false);
            }
            catch (JitRejectedException rejected) when (rejected.Reason.Kind != ReasonKind.Unavailable)
            {
                throw new JitPolicyException(rejected.Explanation.Findings.Select(finding =>
                    PolicyFinding.Of(finding, file ?? "code") with { Message = $"{finding.Message} {finding.Fix}" }));
            }
        }
    }
}
