namespace JitAccess.Stores;

/// <summary>Everything that a store must do, as named cases. A store is finished when every case holds that its setup can run.</summary>
/// <remarks>
/// Cases are independent: run them in any order, each as a test of its own in whatever framework you use. Thread-safe.
/// </remarks>
public static class ConformanceSuite
{
    private static readonly (string Group, Func<StoreFacts> New)[] Facts =
    [
        ("Commit", static () => new CommitFacts()),
        ("Transition", static () => new TransitionFacts()),
        ("Load", static () => new LoadFacts()),
        ("Journal", static () => new JournalFacts()),
        ("LiveGrant", static () => new LiveGrantFacts()),
        ("Query", static () => new QueryFacts()),
        ("Erasure", static () => new ErasureFacts()),
        ("Time", static () => new TimeFacts()),
        ("Tenancy", static () => new TenancyFacts()),
        ("HostileText", static () => new HostileTextFacts()),
        ("Contention", static () => new ContentionFacts()),
        ("Ordering", static () => new OrderingFacts()),
        ("Model", static () => new ModelFacts()),
        ("Crash", static () => new CrashFacts()),
    ];

    /// <summary>Gets the names of the groups, in the order in which a new store best passes them.</summary>
    public static IReadOnlyList<string> Groups { get; } = [.. Facts.Select(facts => facts.Group)];

    /// <summary>Gets every case, group by group.</summary>
    public static IReadOnlyList<ConformanceCase> Cases { get; } =
        [.. Facts.SelectMany(facts => CaseMethod.Of(facts.New).Select(method => new ConformanceCase(facts.Group, method)))];

    /// <summary>Runs a case.</summary>
    /// <param name="case">One of <see cref="Cases"/>.</param>
    /// <param name="newSetup">Makes a setup with an empty storage; called for each store that the case needs, and each setup is disposed.</param>
    /// <param name="options">How random cases are chosen; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The result: the case was run and holds, or was not run because the setup lacks something.</returns>
    /// <exception cref="ConformanceException">The store does something else than it must.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="ConformanceOptions.RandomCases"/> is less than 1.</exception>
    public static async Task<ConformanceResult> RunAsync(
        ConformanceCase @case, Func<StoreSetup> newSetup, ConformanceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(newSetup);
        options ??= new ConformanceOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RandomCases, 1, nameof(options));
        StoreCapabilities offered;
        await using (var setup = newSetup())
        {
            offered = setup.Capabilities;
        }

        var missing = @case.Needs & ~offered;
        if (missing == StoreCapabilities.None)
        {
            // On the pool, without the context of a test runner: many writers must really run beside each other.
            await Task.Run(() => @case.Method.RunAsync(@case, new CaseContext(newSetup, options, cancellationToken)), cancellationToken);
        }

        return new ConformanceResult(@case, missing);
    }
}
