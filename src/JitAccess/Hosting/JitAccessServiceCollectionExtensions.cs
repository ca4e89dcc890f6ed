using System.Diagnostics.Metrics;
using JitAccess;
using JitAccess.Committing;
using JitAccess.Diagnostics;
using JitAccess.Followers;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the core of JitAccess.</summary>
public static class JitAccessServiceCollectionExtensions
{
    /// <summary>
    /// Registers everything that a worker needs. A web application calls <c>AddJitAccess</c> of the package JitAccess.AspNetCore instead, which
    /// calls this. Calling it twice adds the choices of both calls.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Chooses store, policies, directory and settings; without any, everything is denied.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddJitAccessCore(this IServiceCollection services, Action<JitAccessBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddCore(services);
        configure?.Invoke(new JitAccessBuilder(services));
        return services;
    }

    private static void AddCore(IServiceCollection services)
    {
        services.AddOptions<JitAccessOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JitAccessOptions>, JitAccessOptionsValidator>());
        services.TryAddSingleton(JitClock.SystemTime);
        services.TryAddSingleton<JitClock>();
        services.TryAddSingleton<IGrantStore>(StoreByDefault);
        services.TryAddSingleton(KeyRingByDefault);
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<JitAccessOptions>>().Value.Limits);
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<JitAccessOptions>>().Value.Administration);

        services.TryAddSingleton<Authenticator>();
        services.TryAddSingleton<ApprovalLinks>();
        services.TryAddSingleton<EntrySealer>();
        services.TryAddSingleton<BatchBuilder>();
        services.TryAddSingleton<BrokenRecords>();
        services.TryAddSingleton<RecordReader>();
        services.TryAddSingleton<PersonalTextReader>();
        services.TryAddSingleton<Committer>();
        services.TryAddSingleton<CommandShell>();
        services.TryAddSingleton<RefusalLimiter>();
        services.TryAddSingleton<RightsJudge>();
        services.TryAddSingleton<AdministrationShell>();
        services.TryAddSingleton<PartyGatherer>();
        services.TryAddSingleton(GathererFor);
        services.TryAddSingleton(provider => new RelationGatherer(
            provider.GetService<ISubjectDirectory>() as IRelationDirectory,
            provider.GetRequiredService<IOptions<JitAccessOptions>>().Value.FactTimeout,
            provider.GetRequiredService<JitClock>(),
            provider.GetRequiredService<ILogger<RelationGatherer>>()));
        services.TryAddSingleton(provider => new Audience(
            provider.GetService<ISubjectDirectory>() as IListingDirectory,
            provider.GetRequiredService<FactGatherer>(),
            provider.GetRequiredService<IOptions<JitAccessOptions>>().Value.FactTimeout,
            provider.GetRequiredService<JitClock>(),
            provider.GetRequiredService<ILogger<Audience>>()));

        services.TryAddSingleton<ConditionRegistry>();
        services.TryAddSingleton<PolicyLibrary>();
        services.TryAddSingleton<BroughtPolicies>();
        services.TryAddSingleton<PolicyFileTrouble>();
        services.TryAddSingleton<PolicyReplayer>();
        services.TryAddSingleton<PolicyPublisher>();
        services.TryAddSingleton<IJitPolicies>(provider =>
            new MeteredPolicies(provider.GetRequiredService<PolicyPublisher>(), provider.GetRequiredService<CommandMeter>()));
        services.TryAddSingleton<ApproverFinder>();
        services.TryAddSingleton<StandInGatherer>();
        services.TryAddSingleton<VoterGatherer>();
        services.TryAddSingleton<DelegationService>();
        services.TryAddSingleton<IJitDelegations>(provider =>
            new MeteredDelegations(provider.GetRequiredService<DelegationService>(), provider.GetRequiredService<CommandMeter>()));
        services.TryAddSingleton<RequestViewer>();
        services.TryAddSingleton<PreviewBudget>();
        services.TryAddSingleton<RequestService>();
        services.TryAddSingleton<IJitRequests>(provider =>
            new MeteredRequests(
                provider.GetRequiredService<RequestService>(), provider.GetRequiredService<CommandMeter>(), provider.GetRequiredService<PreviewBudget>()));
        services.TryAddSingleton<GrantViewer>();
        services.TryAddSingleton<EndsUnderway>();
        services.TryAddSingleton<EndClaims>();
        services.TryAddSingleton<EndingShell>();
        services.TryAddSingleton<ExplanationBudget>();
        services.TryAddSingleton<GrantFinder>();
        services.TryAddSingleton<GrantService>();
        services.TryAddSingleton<IJitGrants>(provider =>
            new MeteredGrants(provider.GetRequiredService<GrantService>(), provider.GetRequiredService<CommandMeter>()));
        services.TryAddSingleton<BypassJournal>();
        services.TryAddSingleton<EpochEnder>();
        services.TryAddSingleton<TextEraser>();
        services.TryAddSingleton<KeyRotation>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KeyFileWatcher>());
        services.TryAddSingleton<JitOperations>();
        services.TryAddSingleton<IJitOperations>(provider =>
            new MeteredOperations(provider.GetRequiredService<JitOperations>(), provider.GetRequiredService<CommandMeter>()));

        services.TryAddSingleton(provider =>
            new NodeFreshness(provider.GetRequiredService<JitClock>(), provider.GetRequiredService<IOptions<JitAccessOptions>>().Value.StalenessBound));
        services.TryAddSingleton<GrantEndings>();
        services.TryAddSingleton<GrantTable>();
        services.TryAddSingleton<GrantChecker>();
        services.TryAddSingleton(provider => new JitMetrics(
            provider.GetService<IMeterFactory>(), provider.GetRequiredService<GrantTable>(), provider.GetRequiredService<NodeFreshness>()));
        services.TryAddSingleton<CommandMeter>();
        services.TryAddSingleton<NodeReader>();
        services.TryAddSingleton(provider => new NodeMemory(
            provider.GetRequiredService<IOptions<JitAccessOptions>>().Value.NodeFile is { } file
                ? Path.Combine(provider.GetRequiredService<IHostEnvironment>().ContentRootPath, file)
                : null,
            provider.GetRequiredService<ILogger<NodeMemory>>()));
        services.TryAddSingleton<NodeFollower>();
        services.TryAddSingleton<HintListener>();
        services.TryAddSingleton<EveryNode>();
        services.TryAddSingleton<NodeReadiness>();
        services.TryAddSingleton<Housekeeper>();
        services.TryAddSingleton<GrantStarter>();
        services.TryAddSingleton<NoticeGiver>();
        services.TryAddSingleton<HousekeepingTimer>();
        services.TryAddSingleton<JitAccessService>();
        services.TryAddSingleton<IJitAccess>(provider => provider.GetRequiredService<JitAccessService>());
        services.TryAddSingleton<SecondPerson>();
        services.TryAddSingleton<JitNode>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JitNode>(provider => provider.GetRequiredService<JitNode>()));
        services.TryAddSingleton<EligibilityKeeper>();
        services.TryAddSingleton<IJitEligibility>(provider => provider.GetRequiredService<EligibilityKeeper>());
        services.TryAddSingleton(provider => new EligibilityRounds(
            provider.GetRequiredService<EligibilityKeeper>(),
            provider.GetRequiredService<JitNode>(),
            provider.GetService<ISubjectDirectory>(),
            provider.GetRequiredService<IOptions<JitAccessOptions>>(),
            provider.GetRequiredService<JitClock>(),
            provider.GetRequiredService<ILogger<EligibilityRounds>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EligibilityRounds>(provider => provider.GetRequiredService<EligibilityRounds>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PolicyWatcher>());
        services.TryAddSingleton<JournalFollowers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JournalFollowers>(provider => provider.GetRequiredService<JournalFollowers>()));
    }

    // Forgetting every grant and all evidence at a restart is a choice that somebody has to make.
    private static InMemoryStore StoreByDefault(IServiceProvider provider) =>
        provider.GetRequiredService<IHostEnvironment>().IsProduction()
            ? throw new InvalidOperationException(
                "JitAccess has no store. Choose one: UseSqlite(\"Data Source=jit.db\"), or UseInMemory() to forget everything at every restart.")
            : new InMemoryStore(provider.GetRequiredService<TimeProvider>());

    private static IJitKeyRing KeyRingByDefault(IServiceProvider provider) =>
        provider.GetRequiredService<IGrantStore>() is IEmbeddedStore store
            ? store.OpenLocalKeyRing()
            : throw new InvalidOperationException(
                "JitAccess has no key ring. A store that several machines share needs one: UseKeyFile(path) or UseKeyRing<T>().");

    private static FactGatherer GathererFor(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<JitAccessOptions>>().Value;
        var clock = provider.GetRequiredService<JitClock>();
        var directory = provider.GetService<ISubjectDirectory>() is { } found
            ? new CachedSubjectDirectory(
                found, provider.GetService<HybridCache>(), provider.GetService<IMemoryCache>(), options.DirectoryCacheFor, options.FactTimeout, clock)
            : null;
        return new FactGatherer(
            directory, provider.GetServices<IFactSource>(), options.FactTimeout, clock, provider.GetRequiredService<ILogger<FactGatherer>>());
    }
}
