using JitAccess.Committing;
using JitAccess.Diagnostics;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitAccess.Followers;

/// <summary>Runs the application's followers on this node, each for itself: none waits for another.</summary>
internal sealed class JournalFollowers : BackgroundService
{
    private static readonly TimeSpan RoundEvery = TimeSpan.FromSeconds(1);

    private readonly JitNode _node;
    private readonly JitClock _clock;
    private readonly ILogger<JournalFollowers> _logger;
    private readonly List<FollowerRunner> _runners;

    public JournalFollowers(
        IEnumerable<IJournalFollower> followers,
        IGrantStore store,
        RecordReader records,
        BatchBuilder batches,
        Authenticator authenticator,
        NodeFreshness freshness,
        JitNode node,
        JitMetrics metrics,
        JitClock clock,
        IOptions<JitAccessOptions> options,
        ILogger<JournalFollowers> logger)
    {
        (_node, _clock, _logger) = (node, clock, logger);
        var nodeId = OpaqueId.New();
        var judge = new EntryJudge(authenticator);
        _runners = [.. Named(followers).Select(RunnerOf)];
        metrics.Observe(() => _runners.Where(runner => runner.IsDelivering).Select(runner => runner.Status));

        FollowerRunner RunnerOf(IJournalFollower follower)
        {
            var (name, lease) = (follower.Name, options.Value.FollowerLease);
            var kept = new FollowerStore(name, nodeId, lease, store, records, batches, clock);
            var call = new FollowerCall(follower, kept, options.Value.FollowerTimeout, lease / 3, clock, logger);
            var fresh = new NewEntries(name, kept, judge, freshness, clock, logger, follower as IPacedFollower);
            return new FollowerRunner(
                name,
                kept,
                call,
                fresh,
                new LateEntries(kept, judge, fresh, clock),
                cursor => new FollowerTerm(name, cursor, kept, call, metrics, logger),
                clock,
                logger);
        }
    }

    /// <summary>How each follower fares.</summary>
    public IReadOnlyList<JitFollowerStatus> Status => [.. _runners.Select(runner => runner.Status)];

    /// <summary>Runs a round of each.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) => Task.WhenAll(_runners.Select(runner => runner.RunAsync(cancellationToken)));

    /// <summary>Lets another node take over at once; what stands against that is in the log.</summary>
    public Task HandOverAsync() => Task.WhenAll(_runners.Select(HandOverAsync));

    /// <inheritdoc/>
    public override void Dispose()
    {
        _runners.ForEach(runner => runner.Dispose());
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_runners.Select(runner => RepeatAsync(runner, stoppingToken)));

    private async Task RepeatAsync(FollowerRunner runner, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RoundEvery, _clock.Provider);
        try
        {
            do
            {
                if (_node.IsPrepared)
                {
                    await runner.RunAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested) // whatever was interrupted: the host stops
        {
            await HandOverAsync(runner).ConfigureAwait(false);
        }
    }

    // The host stops. Without this another node takes over when the lease is over.
    private async Task HandOverAsync(FollowerRunner runner)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), _clock.Provider);
        try
        {
            await runner.StopAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var failure = NodeLog.Describe(exception);
            FollowerLog.NotHandedOver(_logger, runner.Name, failure);
        }
    }

    private static List<IJournalFollower> Named(IEnumerable<IJournalFollower> followers)
    {
        var all = followers.ToList();
        foreach (var follower in all)
        {
            if (!NameText.IsCanonical(follower.Name))
            {
                throw new InvalidOperationException(
                    $"The follower {follower.GetType().Name} is named \"{SafeText.Show(follower.Name)}\"; a name is {NameText.Expected}.");
            }
        }

        return all.GroupBy(follower => follower.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is not { } twice
            ? all
            : throw new InvalidOperationException(
                $"{twice.Count()} followers are named \"{twice.Key}\". Each needs a name of its own: it is remembered by it how far the follower has come.");
    }
}
