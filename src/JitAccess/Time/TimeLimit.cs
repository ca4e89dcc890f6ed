using NodaTime;

namespace JitAccess;

/// <summary>Runs an extension's code for a limited time, even if it ignores its token or blocks its thread.</summary>
internal static class TimeLimit
{
    /// <summary>Runs the work on the thread pool and waits for it no longer than the limit.</summary>
    /// <exception cref="TimeoutException">The limit passed first; the work's token is then cancelled and its result ignored.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled first.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, ValueTask<T>> work, Duration limit, JitClock clock, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit.ToTimeSpan(), clock.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var token = either.Token;
        var running = Task.Run(() => work(token).AsTask(), CancellationToken.None);
        try
        {
            return await running.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (token.IsCancellationRequested)
        {
            Abandon(running);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException("The answer did not come in time.", exception);
        }
    }

    // Nobody will look at the result any more: a late failure is not an unobserved exception of the application.
    private static void Abandon(Task running) => _ = running.ContinueWith(
        static task => task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
