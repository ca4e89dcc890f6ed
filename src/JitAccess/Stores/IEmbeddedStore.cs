namespace JitAccess.Stores;

/// <summary>
/// Implemented by a store that lives beside the application and brings its own key when none is configured: a file beside its database, or an
/// ephemeral one in memory. A store that several machines share does not implement it and demands a configured key ring.
/// </summary>
public interface IEmbeddedStore
{
    /// <summary>Opens the key ring that belongs to the store, or makes it if the store has no entries yet. Called before <see cref="IGrantStore.InitializeAsync"/>.</summary>
    /// <returns>The key ring.</returns>
    /// <exception cref="StoreUnavailableException">The store has entries and its key is not there (<see cref="Reason.KeyMissing"/>).</exception>
    Journal.IJitKeyRing OpenLocalKeyRing();
}
