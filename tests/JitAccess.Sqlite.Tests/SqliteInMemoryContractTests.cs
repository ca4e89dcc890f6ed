using JitAccess.StoreContract;
using JitAccess.Stores;

namespace JitAccess.Sqlite.Tests;

/// <summary>The contract's suites against a SQLite database in memory.</summary>
public static class SqliteInMemoryContractTests
{
    public sealed class Setup : StoreSetup
    {
        public override int CasesDivisor => 4;

        public override IGrantStore Create(TimeProvider time) =>
            new SqliteGrantStore(DatabaseLocation.Parse("Data Source=:memory:", "/"), new SqliteStoreOptions(), time);

        public override void Dispose()
        {
        }
    }

    public sealed class Commits : CommitFacts<Setup>;

    public sealed class Journals : JournalFacts<Setup>;

    public sealed class LiveGrants : LiveGrantFacts<Setup>;

    public sealed class Queries : QueryFacts<Setup>;

    public sealed class Contention : ContentionFacts<Setup>;

    public sealed class Models : ModelFacts<Setup>;
}
