namespace JitAccess.Stores;

/// <summary>What a <see cref="StoreSetup"/> can do for a case beyond making a store; a case that needs what is missing is not run, and says so.</summary>
[Flags]
public enum StoreCapabilities
{
    /// <summary>Only an empty store, which dies with its process and keeps its own time.</summary>
    None = 0,

    /// <summary>The store's time is that of the provider given to <see cref="StoreSetup.Open"/>. Without it, exact times are not compared.</summary>
    GivenTime = 1,

    /// <summary>The storage outlives the store: <see cref="StoreSetup.Open"/> can be called again after the store was disposed.</summary>
    Reopening = 2,

    /// <summary>Several stores can be open on the storage at once.</summary>
    Sharing = 4,

    /// <summary>Another process can open the storage once no store is open on it: <see cref="StoreSetup.WriterProcess"/>.</summary>
    Processes = 8,
}
