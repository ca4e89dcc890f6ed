using System.Diagnostics;
using JitAccess.Conformance;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.PostgreSql.Tests;

/// <summary>The suite for stores against a real server: one store, two on one schema in turns, both with the suite's clock; and one with the server's.</summary>
public static class ConformanceTests
{
    public sealed class OnServer
    {
        [PostgresTheory]
        [ConformanceCases(typeof(OneStore))]
        public Task Case_OfTheSuite_Holds(string name) => ConformanceRun.RunAsync<OneStore>(name, divisor: 100);
    }

    public sealed class OnSharedSchema
    {
        [PostgresTheory]
        [ConformanceCases(typeof(TwoStores))]
        public Task Case_OfTheSuite_Holds(string name) => ConformanceRun.RunAsync<TwoStores>(name, divisor: 200);
    }

    public sealed class WithTheServersClock
    {
        [PostgresTheory]
        [ConformanceCases(typeof(OwnClock), Without = StoreCapabilities.GivenTime)]
        public Task Case_OfTheSuite_Holds(string name) => ConformanceRun.RunAsync<OwnClock>(name, divisor: 200);
    }

    private abstract class SchemaSetup : StoreSetup
    {
        private readonly Lazy<TestSchema> _schema = new(() => new TestSchema());

        public override StoreCapabilities Capabilities =>
            StoreCapabilities.GivenTime | StoreCapabilities.Reopening | StoreCapabilities.Sharing | StoreCapabilities.Processes;

        // This assembly as a program: Program.cs.
        public override ProcessStartInfo WriterProcess() =>
            new("dotnet") { ArgumentList = { "exec", typeof(SchemaSetup).Assembly.Location, PostgresServer.Shared.ConnectionString, _schema.Value.Name } };

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (_schema.IsValueCreated)
            {
                _schema.Value.Dispose();
            }
        }

        protected PostgreSqlGrantStore OpenSchema(TimeProvider time, bool hasOwnClock = false) => _schema.Value.NewStore(time, configure: options =>
            options.Clock = hasOwnClock ? options.Clock : () => Instant.FromDateTimeOffset(time.GetUtcNow()));
    }

    private sealed class OneStore : SchemaSetup
    {
        public override IGrantStore Open(TimeProvider time) => OpenSchema(time);
    }

    private sealed class TwoStores : SchemaSetup
    {
        public override IGrantStore Open(TimeProvider time) => new StoresInTurn([OpenSchema(time), OpenSchema(time)]);
    }

    private sealed class OwnClock : SchemaSetup
    {
        public override StoreCapabilities Capabilities => base.Capabilities & ~StoreCapabilities.GivenTime;

        public override IGrantStore Open(TimeProvider time) => OpenSchema(time, hasOwnClock: true);
    }
}
