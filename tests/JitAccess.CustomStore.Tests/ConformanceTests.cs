using System.Diagnostics;
using CustomStore;
using JitAccess.Conformance;
using JitAccess.Stores;

namespace JitAccess.CustomStore.Tests;

/// <summary>The whole suite for stores against the sample's store.</summary>
public sealed class ConformanceTests
{
    [Theory]
    [ConformanceCases(typeof(OnFile), Without = StoreCapabilities.Sharing)]
    public Task Case_OfTheSuite_Holds(string name) => ConformanceRun.RunAsync<OnFile>(name, divisor: 10);

    private sealed class OnFile : StoreSetup
    {
        private readonly Lazy<string> _folder = new(() => Directory.CreateTempSubdirectory("jitaccess-").FullName);

        public override StoreCapabilities Capabilities => StoreCapabilities.GivenTime | StoreCapabilities.Reopening | StoreCapabilities.Processes;

        private string FilePath => Path.Combine(_folder.Value, "jit.jsonl");

        public override IGrantStore Open(TimeProvider time) => new JsonLinesStore(FilePath, time);

        public override ProcessStartInfo WriterProcess() => new("dotnet") { ArgumentList = { "exec", typeof(OnFile).Assembly.Location, FilePath } };

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (_folder.IsValueCreated)
            {
                Directory.Delete(_folder.Value, recursive: true);
            }
        }
    }
}
