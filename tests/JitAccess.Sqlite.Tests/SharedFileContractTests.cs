using JitAccess.StoreContract;
using JitAccess.Stores;

namespace JitAccess.Sqlite.Tests;

/// <summary>The contract's suites against two stores on one file, in turns: nothing is kept between calls.</summary>
public static class SharedFileContractTests
{
    public sealed class Setup : StoreSetup
    {
        private readonly TemporaryFolder _folder = new();

        public override int CasesDivisor => 10;

        public override IGrantStore Create(TimeProvider time) => new StoresInTurn([.. Enumerable.Range(0, 2).Select(_ =>
            new SqliteGrantStore(DatabaseLocation.Parse("Data Source=jit.db", _folder.Path), new SqliteStoreOptions(), time))]);

        public override void Dispose() => _folder.Dispose();
    }

    public sealed class Commits : CommitFacts<Setup>;

    public sealed class LiveGrants : LiveGrantFacts<Setup>;

    public sealed class Queries : QueryFacts<Setup>;

    public sealed class Contention : ContentionFacts<Setup>;

    public sealed class Ordering : OrderingFacts<Setup>;

    public sealed class Models : ModelFacts<Setup>;
}
