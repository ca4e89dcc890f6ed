using System.Diagnostics;
using JitAccess.Conformance;
using JitAccess.Sqlite.Tests.Processes;
using JitAccess.Stores;

namespace JitAccess.Sqlite.Tests;

/// <summary>The suite for stores against a file, against two stores on one file in turns, and against a database in memory.</summary>
public static class ConformanceTests
{
    public sealed class OnFile
    {
        [Theory]
        [ConformanceCases(typeof(OneStore))]
        public Task Case_OfTheSuite_Holds(string name) => ConformanceRun.RunAsync<OneStore>(name, divisor: 8);
    }

    public sealed class OnSharedFile
    {
        [Theory]
        [ConformanceCases(typeof(TwoStores))]
        public Task Case_OfTheSuite_Holds(string name) => ConformanceRun.RunAsync<TwoStores>(name, divisor: 20);
    }

    public sealed class InMemory
    {
        [Theory]
        [ConformanceCases(typeof(Memory), Without = StoreCapabilities.Reopening | StoreCapabilities.Sharing | StoreCapabilities.Processes)]
        public Task Case_OfTheSuite_Holds(string name) => ConformanceRun.RunAsync<Memory>(name, divisor: 8);
    }

    private abstract class FileSetup : StoreSetup
    {
        private readonly Lazy<TemporaryFolder> _folder = new(() => new TemporaryFolder());

        public override StoreCapabilities Capabilities =>
            StoreCapabilities.GivenTime | StoreCapabilities.Reopening | StoreCapabilities.Sharing | StoreCapabilities.Processes;

        public override ProcessStartInfo WriterProcess() => Child.Program("conform", _folder.Value.Path);

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (_folder.IsValueCreated)
            {
                _folder.Value.Dispose();
            }
        }

        protected SqliteGrantStore OpenFile(TimeProvider time) =>
            new(DatabaseLocation.Parse("Data Source=jit.db", _folder.Value.Path), new SqliteStoreOptions(), time);
    }

    private sealed class OneStore : FileSetup
    {
        public override IGrantStore Open(TimeProvider time) => OpenFile(time);
    }

    private sealed class TwoStores : FileSetup
    {
        public override IGrantStore Open(TimeProvider time) => new StoresInTurn([OpenFile(time), OpenFile(time)]);
    }

    private sealed class Memory : StoreSetup
    {
        public override IGrantStore Open(TimeProvider time) => new SqliteGrantStore(DatabaseLocation.Parse("Data Source=:memory:", "/"), new SqliteStoreOptions(), time);
    }
}
