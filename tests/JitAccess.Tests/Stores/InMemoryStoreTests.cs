using JitAccess.StoreContract;
using JitAccess.Stores;

namespace JitAccess.Tests.Stores;

/// <summary>The contract's suites against the in-memory store.</summary>
public static class InMemoryStoreTests
{
    public sealed class Setup : StoreSetup
    {
        public override IGrantStore Create(TimeProvider time) => new InMemoryStore(time);

        public override void Dispose()
        {
        }
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
