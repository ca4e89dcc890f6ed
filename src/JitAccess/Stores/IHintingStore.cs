namespace JitAccess.Stores;

/// <summary>
/// Implemented by a store that can tell its nodes that something was committed, so that they read it at once instead of at their next poll. A hint
/// proves nothing: a node that hears none, or hears of what is not there, is as fresh as its last poll, and no fresher.
/// </summary>
public interface IHintingStore
{
    /// <summary>Listens until it is cancelled, or until the store can tell no more.</summary>
    /// <param name="committed">Told the position of the last entry of a commit; returns at once.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <returns>A task that ends when the listening has ended; with <see cref="StoreUnavailableException"/> when the connection is lost.</returns>
    Task ListenAsync(Action<long> committed, CancellationToken cancellationToken);
}
