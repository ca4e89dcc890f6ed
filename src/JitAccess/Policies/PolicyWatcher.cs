using System.Collections.Immutable;
using JitAccess.Diagnostics;
using JitAccess.Nodes;
using JitAccess.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess;

/// <summary>Looks at the policy files that this host brings, and publishes those that have changed as the start does.</summary>
/// <remarks>
/// INVARIANT: what is published stays published until a file is whole, right, and of a greater version: a broken file changes nothing but the health of this node.
/// </remarks>
internal sealed class PolicyWatcher : BackgroundService
{
    private readonly IReadOnlyList<string> _patterns;
    private readonly IReadOnlyList<JitPolicySet> _code;
    private readonly BroughtPolicies _brought;
    private readonly PolicyPublisher _publisher;
    private readonly ConditionRegistry _conditions;
    private readonly PolicyFileTrouble _trouble;
    private readonly JitNode _node;
    private readonly IHostEnvironment _environment;
    private readonly JitClock _clock;
    private readonly Duration _every;
    private readonly ILogger<PolicyWatcher> _logger;

    private readonly Dictionary<string, string> _published = new(StringComparer.Ordinal); // the hash of the set that each file was last published with
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private ImmutableHashSet<(string? File, string Said)> _said = []; // what the log said of the content that is there
    private string? _failure;

    public PolicyWatcher(
        IEnumerable<PolicyFilePattern> patterns,
        IEnumerable<JitPolicySet> code,
        BroughtPolicies brought,
        PolicyPublisher publisher,
        ConditionRegistry conditions,
        PolicyFileTrouble trouble,
        JitMetrics metrics,
        JitNode node,
        IHostEnvironment environment,
        JitClock clock,
        IOptions<JitAccessOptions> options,
        ILogger<PolicyWatcher> logger)
    {
        _patterns = [.. patterns.Select(item => item.Pattern).Distinct(StringComparer.Ordinal)];
        _code = [.. code.Distinct()];
        (_brought, _publisher, _conditions, _trouble, _node, _environment, _clock, _logger) = (brought, publisher, conditions, trouble, node, environment, clock, logger);
        _every = options.Value.WatchPoliciesEvery;
        metrics.ObservePolicyFiles(() => trouble.Files);
    }

    /// <summary>Looks once, and publishes what has changed. One at a time.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var (set, file) in _brought.Load().Where(brought => brought.File is not null))
        {
            _published.TryAdd(file!, set.Hash); // the start published it, or found it published
        }

        var findings = new List<PolicyFinding>();
        var files = _patterns.SelectMany(pattern => PolicyFiles.LoadThoseThere(_environment.ContentRootPath, pattern, findings))
            .DistinctBy(loaded => loaded.File, StringComparer.Ordinal)
            .ToList();
        findings.AddRange(PolicySources.Check([.. _code.Select(set => new LoadedPolicySet(set, File: null)), .. files], _conditions).Where(finding => finding.File is not null));
        var broken = findings.Select(finding => finding.File).ToHashSet(StringComparer.Ordinal);
        SayWhatIsGone([.. files.Select(loaded => loaded.File!), .. broken.OfType<string>()]);
        foreach (var (set, file) in files.Where(loaded => !broken.Contains(loaded.File) && !IsPublished(loaded)))
        {
            findings.AddRange(await PublishAsync(set, file!, cancellationToken).ConfigureAwait(false));
        }

        Say([.. findings.Distinct()]);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_every == Duration.Zero || _patterns.Count == 0)
        {
            return;
        }

        using var looks = new PeriodicTimer(_every.ToTimeSpan(), _clock.Provider);
        try
        {
            while (await looks.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                if (_node.IsPrepared)
                {
                    await TryLookAsync(stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken).ConfigureAwait(false);
            _failure = null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (NodeLog.Describe(exception) is var failure && !string.Equals(failure, _failure, StringComparison.Ordinal))
            {
                PolicyLog.WatchFailed(_logger, _failure = failure); // once, however often it is tried
            }
        }
    }

    private bool IsPublished(LoadedPolicySet loaded) =>
        _published.TryGetValue(loaded.File!, out var hash) && string.Equals(hash, loaded.Set.Hash, StringComparison.Ordinal);

    // What is refused is tried again at every look: another set may give way. A store that is away is nobody's mistake, and ends this look.
    private async Task<IReadOnlyList<PolicyFinding>> PublishAsync(JitPolicySet set, string file, CancellationToken cancellationToken)
    {
        try
        {
            await _publisher.PublishAsync(_environment.ApplicationName, [set], _environment.IsDevelopment(), cancellationToken).ConfigureAwait(false);
            _published[file] = set.Hash;
            return [];
        }
        catch (JitRejectedException rejected) when (rejected.Reason.Kind != ReasonKind.Unavailable)
        {
            return [.. rejected.Explanation.Findings.Select(finding => PolicyFinding.Of(finding, file) with { Message = $"{finding.Message} {finding.Fix}" })];
        }
    }

    private void SayWhatIsGone(HashSet<string> there)
    {
        _gone.ExceptWith(there);
        foreach (var file in _published.Keys.Where(file => !there.Contains(file) && _gone.Add(file)))
        {
            PolicyLog.FileGone(_logger, file);
        }
    }

    private void Say(ImmutableArray<PolicyFinding> findings)
    {
        var said = findings.Select(finding => (finding.File, finding.ToString())).ToImmutableHashSet();
        foreach (var finding in findings.Where(finding => !_said.Contains((finding.File, finding.ToString()))))
        {
            PolicyLog.FileRefused(_logger, finding.ToString());
        }

        _said = said;
        _trouble.Set(findings);
    }
}
