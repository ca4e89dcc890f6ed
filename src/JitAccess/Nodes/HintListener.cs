using System.Threading.Channels;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;

namespace JitAccess.Nodes;

/// <summary>Polls at once when the store tells of a commit that this node has not read. A hint proves nothing; one that is lost costs time alone.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class HintListener(IGrantStore store, NodeFollower follower, JitClock clock, ILogger<HintListener> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Listens until it is cancelled; does nothing where the store gives no hints.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> poll, CancellationToken cancellationToken)
    {
        if (store is not IHintingStore hinting)
        {
            return;
        }

        // However many hints come while a poll is on its way: one poll more answers them all.
        var heard = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        try
        {
            await Task.WhenAll(
                ListenAsync(hinting, position => heard.Writer.TryWrite(position), cancellationToken),
                PollAsync(heard.Reader, poll, cancellationToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }

    private async Task PollAsync(ChannelReader<long> heard, Func<CancellationToken, Task> poll, CancellationToken cancellationToken)
    {
        await foreach (var position in heard.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (position > follower.Position) // what this node committed itself it knows already
            {
                await poll(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ListenAsync(IHintingStore hinting, Action<long> committed, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            try
            {
                await hinting.ListenAsync(
                    position =>
                    {
                        pause = FirstPause / 2; // it works: after a loss it is tried again soon
                        committed(position);
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                NodeLog.HintsLost(logger, NodeLog.Describe(exception));
            }

            await Task.Delay(pause, clock.Provider, cancellationToken).ConfigureAwait(false);
        }
    }
}
