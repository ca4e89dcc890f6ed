using JitAccess.Stores;

namespace JitAccess.Nodes;

/// <summary>Waits for answers of the store, for each so long and no longer, whether the store heeds cancellation or not.</summary>
/// <remarks>Used by one reader at a time.</remarks>
internal sealed class Patience(TimeSpan perAnswer, JitClock clock, CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    // Ends when the store is done with the answer that nobody waits for any more.
    private Task? _abandoned;
    private Task _cancelling = Task.CompletedTask;

    /// <summary>What the store is given: cancelled when the patience is over, or when the caller gives up.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Asks, and waits for the answer; the next one has as long again.</summary>
    /// <exception cref="StoreUnavailableException">It did not come in time.</exception>
    public async ValueTask<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> ask)
    {
        // INVARIANT: the time runs before the store is asked, so what passes until it lets go of the thread counts.
        var asked = clock.Timestamp;
        var answer = ask(Token);
        if (answer.IsCompleted)
        {
            return await answer.ConfigureAwait(false);
        }

        var pending = answer.AsTask();
        var left = perAnswer - TimeSpan.FromMilliseconds(clock.MillisecondsBetween(asked, clock.Timestamp));
        using var timeout = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await pending.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _abandoned = DisposeWhenItComesAsync(pending);
            throw;
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _abandoned = DisposeWhenItComesAsync(pending);
            _cancelling = _source.CancelAsync(); // nobody waits for what the store hangs on its token
            throw new StoreUnavailableException($"The store has not answered within {perAnswer.TotalSeconds} s.", exception);
        }
    }

    /// <summary>Closes what the answers came from: at once, or when the answer has come that the store still works on. Nobody waits for that.</summary>
    public ValueTask CloseAsync(IAsyncDisposable source)
    {
        if (_abandoned is null)
        {
            return CloseInTimeAsync(source);
        }

        _abandoned = CloseAfterAsync(_abandoned, source);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_cancelling.IsCompletedSuccessfully)
        {
            _source.Dispose();
        }
        else
        {
            _ = DisposeWhenCancelledAsync(_cancelling, _source);
        }
    }

    private static async Task DisposeWhenCancelledAsync(Task cancelling, CancellationTokenSource source)
    {
        try
        {
            await cancelling.ConfigureAwait(false);
        }
        catch (Exception)
        {
            return; // the store's own code fails to stop what whoever asked has been told of already
        }

        source.Dispose();
    }

    private async ValueTask CloseInTimeAsync(IAsyncDisposable source) => await AskAsync(async _ =>
    {
        await source.DisposeAsync().ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);

    private static async Task CloseAfterAsync(Task abandoned, IAsyncDisposable source)
    {
        await abandoned.ConfigureAwait(false);
        await DisposeWhenItComesAsync(Task.FromResult(source)).ConfigureAwait(false);
    }

    private static async Task DisposeWhenItComesAsync<T>(Task<T> pending)
    {
        try
        {
            if (await pending.ConfigureAwait(false) is IAsyncDisposable late)
            {
                await late.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            return; // whoever asked has been told already that there is no answer
        }
    }
}
