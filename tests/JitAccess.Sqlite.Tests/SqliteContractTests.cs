using JitAccess.StoreContract;
using JitAccess.Stores;

namespace JitAccess.Sqlite.Tests;

/// <summary>The contract's suites against a store on a file.</summary>
public static class SqliteContractTests
{
    public sealed class Setup : StoreSetup
    {
        private readonly TemporaryFolder _folder = new();

        public override int CasesDivisor => 4;

        public override IGrantStore Create(TimeProvider time) =>
            new SqliteGrantStore(DatabaseLocation.Parse("Data Source=jit.db", _folder.Path), new SqliteStoreOptions(), time);

        public override void Dispose() => _folder.Dispose();
    }

    public sealed class Suites : SuiteFacts<Setup>;

    public sealed class Commits : CommitFacts<Setup>;

    public sealed class Transitions : TransitionFacts<Setup>;

    public sealed class Loads : LoadFacts<Setup>;

    public sealed class Journals : JournalFacts<Setup>;

    public sealed class LiveGrants : LiveGrantFacts<Setup>;

    public sealed class Queries : QueryFacts<Setup>;

    public sealed class Erasures : ErasureFacts<Setup>;

    public sealed class Times : TimeFacts<Setup>;

    public sealed class Tenancy : TenancyFacts<Setup>;

    public sealed class HostileTexts : HostileTextFacts<Setup>;

    public sealed class Contention : ContentionFacts<Setup>;

    public sealed class Ordering : OrderingFacts<Setup>;

    public sealed class Models : ModelFacts<Setup>;
}
