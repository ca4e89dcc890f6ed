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

    /// <summary>Waits for one answer; the next one has as long again.</summary>
    /// <exception cref="StoreUnavailableException">It did not come in time.</exception>
    public async ValueTask<T> AwaitAsync<T>(ValueTask<T> answer)
    {
        if (answer.IsCompleted)
        {
            return await answer.ConfigureAwait(false);
        }

        try
        {
            return await answer.AsTask().WaitAsync(perAnswer, clock.Provider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            IsOver = true;
            await _source.CancelAsync().ConfigureAwait(false);
            throw new StoreUnavailableException($"The store has not answered within {perAnswer.TotalSeconds} s.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
