using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess;

/// <summary>Asks the directory and all fact sources at once, each within its own time limit, and joins what they say with what was presented.</summary>
/// <remarks>Never throws for what a source does: a source that fails is noted in <see cref="FactSet.FailedSources"/>. Thread-safe.</remarks>
internal sealed class FactGatherer
{
    private readonly CachedSubjectDirectory? _directory;
    private readonly ImmutableArray<IFactSource> _sources;
    private readonly Duration _timeout;
    private readonly JitClock _clock;
    private readonly ILogger<FactGatherer> _logger;

    /// <summary>Initialises the gatherer.</summary>
    /// <exception cref="InvalidOperationException">The name of a source is malformed, reserved or used twice.</exception>
    public FactGatherer(
        CachedSubjectDirectory? directory, IEnumerable<IFactSource> sources, Duration timeout, JitClock clock, ILogger<FactGatherer> logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, Duration.Zero);
        _directory = directory;
        _sources = FactSources.Demand(sources);
        _timeout = timeout;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Forgets what the directory last said about a subject.</summary>
    public ValueTask ForgetAsync(Subject subject, CancellationToken cancellationToken) => _directory?.ForgetAsync(subject, cancellationToken) ?? ValueTask.CompletedTask;

    /// <summary>Gathers the facts about a subject.</summary>
    /// <param name="subject">About whom.</param>
    /// <param name="presented">What its session presented, now or when the request was made.</param>
    /// <param name="policy">The policy's name, for the sources.</param>
    /// <param name="ticket">The ticket, for the sources.</param>
    /// <param name="now">The decision's moment, the time of the directory's facts.</param>
    /// <param name="cancellationToken">Cancels the gathering.</param>
    public async ValueTask<GatheredFacts> GatherAsync(
        Subject subject, FactSet presented, string? policy, string? ticket, Instant now, CancellationToken cancellationToken)
    {
        if (_directory is null && _sources.IsEmpty)
        {
            return new GatheredFacts(presented, Entry: null);
        }

        return await GatherAsync(
            new FactQuery(subject, policy, ticket), presented, FindAsync(subject, cancellationToken), now, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gathers the facts about a subject of whom the directory is asked, or was asked already.</summary>
    /// <param name="query">What the sources are asked.</param>
    /// <param name="presented">What the session of the subject presented.</param>
    /// <param name="directory">What the directory says.</param>
    /// <param name="now">The moment of the directory's facts.</param>
    /// <param name="cancellationToken">Cancels the gathering.</param>
    public async ValueTask<GatheredFacts> GatherAsync(
        FactQuery query, FactSet presented, ValueTask<DirectoryLookup> directory, Instant now, CancellationToken cancellationToken)
    {
        var asked = _sources.Select(source => AskSourceAsync(source, query, cancellationToken)).ToArray();
        var (entry, directoryFailed) = await directory.ConfigureAwait(false);
        var answers = await Task.WhenAll(asked).ConfigureAwait(false);

        var facts = DirectoryFacts.Apply(presented, entry, directoryFailed, now);
        return new GatheredFacts(SourceFacts.Apply(facts, answers, _logger), entry);
    }

    /// <summary>Joins what was presented with what the directory says, and asks no fact source: cheap enough for every refusal.</summary>
    /// <param name="subject">About whom.</param>
    /// <param name="presented">What its session presented.</param>
    /// <param name="now">The moment of the directory's facts.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public async ValueTask<GatheredFacts> GatherKnownAsync(Subject subject, FactSet presented, Instant now, CancellationToken cancellationToken)
    {
        if (_directory is null)
        {
            return new GatheredFacts(presented, Entry: null);
        }

        var (entry, failed) = await FindAsync(subject, cancellationToken).ConfigureAwait(false);
        return new GatheredFacts(DirectoryFacts.Apply(presented, entry, failed, now), entry);
    }

    /// <summary>Gathers as if every fact source had failed: whatever that satisfies is satisfied whatever they would say (decision rule 3).</summary>
    /// <param name="presented">What the session of the subject presented.</param>
    /// <param name="answer">What the directory said.</param>
    /// <param name="now">The moment of the directory's facts.</param>
    public GatheredFacts WithoutSources(FactSet presented, DirectoryLookup answer, Instant now) => new(
        SourceFacts.Apply(
            DirectoryFacts.Apply(presented, answer.Entry, answer.Failed, now), [.. _sources.Select(source => new SourceAnswer(source.Name, Facts: null))], _logger),
        answer.Entry);

    /// <summary>Finds what the directory says about a subject; nothing when it does not know it, failed, or there is none.</summary>
    public async ValueTask<DirectoryLookup> FindAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (_directory is null)
        {
            return new DirectoryLookup(null, Failed: false);
        }

        try
        {
            var answer = await TimeLimit.RunAsync(token => _directory.FindAsync(subject, token), _timeout, _clock, cancellationToken).ConfigureAwait(false);
            return new DirectoryLookup(answer.Entry, Failed: false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            FactLog.DirectoryFailed(_logger, exception.GetType().Name);
            return new DirectoryLookup(null, Failed: true);
        }
    }

    private async Task<SourceAnswer> AskSourceAsync(IFactSource source, FactQuery query, CancellationToken cancellationToken)
    {
        try
        {
            var facts = await TimeLimit.RunAsync(token => source.GatherAsync(query, token), _timeout, _clock, cancellationToken).ConfigureAwait(false);
            return new SourceAnswer(source.Name, Whole(facts));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            FactLog.SourceFailed(_logger, source.Name, exception.GetType().Name);
            return new SourceAnswer(source.Name, Facts: null);
        }
    }

    private static ImmutableArray<Fact> Whole(IReadOnlyList<Fact> facts) =>
        facts.Any(fact => fact?.Name is null || fact.Values.IsDefault)
            ? throw new InvalidOperationException("The source gave a fact without name or values.")
            : [.. facts];
}
