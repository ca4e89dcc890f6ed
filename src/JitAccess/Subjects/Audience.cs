using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess;

/// <summary>Finds everybody who satisfies a condition, or may satisfy it, as far as the directory tells.</summary>
/// <remarks>Never throws for what a directory does: then it cannot be told. Thread-safe.</remarks>
internal sealed class Audience(IListingDirectory? directory, FactGatherer gatherer, Duration timeout, JitClock clock, ILogger<Audience> logger)
{
    /// <summary>The most entries that a directory is asked for and that an audience has; where there are more, it cannot be told.</summary>
    public const int MaxEntries = 500;

    /// <summary>The most questions to the directory for one condition; where there are more, it cannot be told.</summary>
    public const int MaxQuestions = 100;

    /// <summary>Finds everybody who satisfies a condition by the directory's facts, or may satisfy it by what session and sources add.</summary>
    /// <param name="tenant">Of which tenant.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="relations">Who is related to what is asked for.</param>
    /// <param name="now">The moment of the directory's facts.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>
    /// Everybody, without groups and accounts that may not be used; <see langword="null"/> when it cannot be told: the condition does not say
    /// where to look, no directory lists, it failed or took too long, or there are too many.
    /// </returns>
    public async ValueTask<ImmutableArray<DirectoryEntry>?> FindAsync(
        Tenant tenant, Condition condition, Relations relations, Instant now, CancellationToken cancellationToken)
    {
        try
        {
            return await DemandAsync(tenant, condition, relations, now, cancellationToken).ConfigureAwait(false);
        }
        catch (LookupFailedException)
        {
            return null; // the log says so already
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            FactLog.ListingFailed(logger, exception.GetType().Name);
            return null;
        }
    }

    /// <summary>The same for whoever waits for a directory that fails, or takes too long: that is thrown.</summary>
    public async ValueTask<ImmutableArray<DirectoryEntry>?> DemandAsync(
        Tenant tenant, Condition condition, Relations relations, Instant now, CancellationToken cancellationToken) =>
        condition.WhereToLook(tenant, relations) is not { } where || where.Count > MaxQuestions || (directory is null && !where.Queries.IsEmpty)
            ? null
            : await TimeLimit.RunAsync(
                async token => await FindAsync(tenant, where, token).ConfigureAwait(false) is { } found
                    ? Choose(found.Values, condition, relations, now)
                    : default(ImmutableArray<DirectoryEntry>?),
                timeout,
                clock,
                cancellationToken).ConfigureAwait(false);

    /// <summary>The same where nothing is asked for yet that anybody could be related to.</summary>
    public ValueTask<ImmutableArray<DirectoryEntry>?> FindAsync(Tenant tenant, Condition condition, Instant now, CancellationToken cancellationToken) =>
        FindAsync(tenant, condition, Relations.Unknown, now, cancellationToken);

    /// <summary>Finds who could approve each of some stages; the directory is asked about all of them at once.</summary>
    public async ValueTask<ImmutableArray<StageAudience>> FindAsync(
        Tenant tenant, ImmutableArray<ApprovalStage> stages, Relations relations, Instant now, CancellationToken cancellationToken) =>
        [.. await Task.WhenAll(stages.Select(stage => FindAsync(tenant, stage, relations, now, cancellationToken))).ConfigureAwait(false)];

    private async Task<StageAudience> FindAsync(Tenant tenant, ApprovalStage stage, Relations relations, Instant now, CancellationToken cancellationToken)
    {
        var found = new StageAudience(stage, await FindAsync(tenant, stage.Deciders, relations, now, cancellationToken).ConfigureAwait(false));
        return stage.Escalation is null
            ? found
            : found with { Asked = await FindAsync(tenant, stage.Approvers, relations, now, cancellationToken).ConfigureAwait(false) };
    }

    private async ValueTask<Dictionary<Subject, Found>?> FindAsync(Tenant tenant, Whereabouts where, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Subject, Found>();
        foreach (var subject in where.Named.Where(subject => subject.Tenant == tenant))
        {
            var (entry, failed) = await gatherer.FindAsync(subject, cancellationToken).ConfigureAwait(false);
            if (failed)
            {
                throw new LookupFailedException();
            }

            found[subject] = new Found(entry ?? new DirectoryEntry(subject), IsKnown: entry is not null);
        }

        foreach (var query in where.Queries)
        {
            foreach (var entry in await directory!.ListAsync(query, cancellationToken).ConfigureAwait(false))
            {
                found[Demand(entry, query).Subject] = new Found(entry, IsKnown: true);
                if (found.Count > MaxEntries)
                {
                    return null;
                }
            }
        }

        return found;
    }

    private static DirectoryEntry Demand(DirectoryEntry? entry, DirectoryQuery query) =>
        entry is not null && entry.Subject.Tenant == query.Tenant
            ? entry
            : throw new InvalidOperationException("The directory listed nobody, or somebody of another tenant than it was asked for.");

    private static ImmutableArray<DirectoryEntry> Choose(IEnumerable<Found> found, Condition condition, Relations relations, Instant now) =>
    [
        .. found
            .Where(one => one.Entry is { IsActive: true, IsGroup: false } && MaySatisfy(condition, one, relations, now))
            .Select(one => one.Entry)
            .OrderBy(entry => entry.Subject.Key, StringComparer.Ordinal),
    ];

    private static bool MaySatisfy(Condition condition, Found one, Relations relations, Instant now)
    {
        var facts = DirectoryFacts.Apply(FactSet.Empty, one.IsKnown ? one.Entry : null, failed: false, now);
        facts = relations.Apply(facts, one.Entry.Subject, now);
        return condition.Foresee(new ConditionContext(one.Entry.Subject, facts, now), one.IsKnown).HasFlag(Outlook.Satisfied);
    }

    private sealed class LookupFailedException() : Exception("The directory failed for somebody who is named.");

    // Somebody, and whether the directory knows them: of whom it does not, the session alone tells role and attributes.
    private readonly record struct Found(DirectoryEntry Entry, bool IsKnown);
}
