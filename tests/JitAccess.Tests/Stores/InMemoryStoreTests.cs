using JitAccess.Conformance;
using JitAccess.Stores;

namespace JitAccess.Tests.Stores;

/// <summary>The suite for stores against the in-memory store.</summary>
public sealed class InMemoryStoreTests
{
    [Theory]
    [ConformanceCases(typeof(InMemory), Without = StoreCapabilities.Reopening | StoreCapabilities.Sharing | StoreCapabilities.Processes)]
    public Task Case_OfTheSuite_Holds(string name) => ConformanceRun.RunAsync<InMemory>(name);

    private sealed class InMemory : StoreSetup
    {
        public override IGrantStore Open(TimeProvider time) => new InMemoryStore(time);
    }
}
