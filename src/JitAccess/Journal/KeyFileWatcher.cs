using JitAccess.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitAccess.Journal;

/// <summary>Lets a running node seal with the key that its key file names by now.</summary>
/// <remarks>A key that was added is found without it, when something is met that it sealed.</remarks>
internal sealed class KeyFileWatcher(IJitKeyRing ring, JitClock clock, IOptions<JitAccessOptions> options, ILogger<KeyFileWatcher> logger) : BackgroundService
{
    private string? _failure;

    /// <summary>Looks once.</summary>
    public void Look()
    {
        if (ring is not FileKeyRing file)
        {
            return;
        }

        try
        {
            if (file.Reread())
            {
                KeyLog.Reread(logger, file.Current.Id);
            }

            _failure = null;
        }
        catch (Exception exception) when (exception is Stores.StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            // Said once, until it is another failure or none.
            var failure = NodeLog.Describe(exception);
            if (!string.Equals(failure, _failure, StringComparison.Ordinal))
            {
                KeyLog.Refused(logger, _failure = failure);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(options.Value.RereadKeysEvery.ToTimeSpan(), clock.Provider);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                Look();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }
}
