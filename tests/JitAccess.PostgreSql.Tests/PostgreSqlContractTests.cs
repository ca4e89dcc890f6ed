using JitAccess.StoreContract;
using JitAccess.Stores;
using JitAccess.Tests.Time;

namespace JitAccess.PostgreSql.Tests;

/// <summary>The contract's suites against a store on a real server, with the tests' clock in place of the server's.</summary>
public static class PostgreSqlContractTests
{
    public sealed class Setup : StoreSetup
    {
        private readonly TestSchema _schema = new();

        public override int CasesDivisor => 20;

        public override IGrantStore Create(TimeProvider time) => _schema.NewStore(time, configure: options => options.Clock = () => ((ManualTime)time).Clock.Wall);

        public override void Dispose() => _schema.Dispose();
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
