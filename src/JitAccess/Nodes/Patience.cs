using JitAccess.Stores;

namespace JitAccess.Nodes;

/// <summary>Waits for answers of the store, for each so long and no longer, whether the store heeds cancellation or not.</summary>
/// <remarks>Used by one reader at a time.</remarks>
internal sealed class Patience(TimeSpan perAnswer, JitClock clock, CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <summary>What the store is given: cancelled when the patience is over, or when the caller gives up.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether an answer did not come in time.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Asks, and waits for the answer; the next one has as long again.</summary>
    /// <exception cref="StoreUnavailableException">It did not come in time.</exception>
    public async ValueTask<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> ask)
    {
        // INVARIANT: the time runs before the store is asked, so what passes until it lets go of the thread counts.
        using var timeout = new CancellationTokenSource(perAnswer, clock.Provider);
        var answer = ask(Token);
        if (answer.IsCompleted)
        {
            return await answer.ConfigureAwait(false);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await answer.AsTask().WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            IsOver = true;
            await _source.CancelAsync().ConfigureAwait(false);
            throw new StoreUnavailableException($"The store has not answered within {perAnswer.TotalSeconds} s.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
