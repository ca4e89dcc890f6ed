using JitAccess.Stores;

namespace JitAccess.StoreContract;

/// <summary>How a suite gets the store that it tests: once per test.</summary>
public abstract class StoreSetup : IDisposable
{
    /// <summary>Gets the part of the configured number of random cases that this store can run in reasonable time.</summary>
    public virtual int CasesDivisor => 1;

    /// <summary>Makes an empty store that is not initialised yet.</summary>
    public abstract IGrantStore Create(TimeProvider time);

    /// <summary>Removes what was made.</summary>
    public abstract void Dispose();
}
