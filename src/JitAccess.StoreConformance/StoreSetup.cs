using System.Diagnostics;

namespace JitAccess.Stores;

/// <summary>An empty storage of its own, and how a store is opened on it. The suite makes one for every case, and one for every random case.</summary>
/// <remarks>
/// Making one should cost nothing until <see cref="Open"/> is called: the suite also makes one to read its <see cref="Capabilities"/>. Used by one case
/// at a time; <see cref="Open"/> is never called concurrently.
/// </remarks>
public abstract class StoreSetup : IAsyncDisposable
{
    /// <summary>Gets what the setup can do beyond opening one store. <value>The default is <see cref="StoreCapabilities.GivenTime"/>.</value></summary>
    public virtual StoreCapabilities Capabilities => StoreCapabilities.GivenTime;

    /// <summary>
    /// Opens a store on the storage and does not initialise it. Called again only with <see cref="StoreCapabilities.Reopening"/> (the store before is
    /// disposed) or <see cref="StoreCapabilities.Sharing"/> (it is not).
    /// </summary>
    /// <param name="time">The clock that the store reads, if it has none of its own. Its monotonic clock stands still.</param>
    /// <returns>
    /// The store. The suite disposes it when it can be disposed; if that must wait for something, implement <see cref="IAsyncDisposable"/>.
    /// </returns>
    public abstract IGrantStore Open(TimeProvider time);

    /// <summary>
    /// Says how to start a process that opens a store on this storage and calls <see cref="CrashWriter.RunAsync(IGrantStore, CancellationToken)"/>.
    /// Called only with <see cref="StoreCapabilities.Processes"/>.
    /// </summary>
    /// <returns>The file and its arguments; the suite redirects its input and output.</returns>
    public virtual ProcessStartInfo WriterProcess() =>
        throw new NotSupportedException($"{GetType().Name} offers {nameof(StoreCapabilities.Processes)} and does not override {nameof(WriterProcess)}.");

    /// <summary>Removes the storage; every store on it is disposed.</summary>
    /// <returns>A task that ends when it is removed.</returns>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
