using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess;

/// <summary>Asks the directory who is related to what is asked for, within the time that a fact source has.</summary>
/// <remarks>Never throws for what a directory does: then it is not known. Thread-safe.</remarks>
internal sealed class RelationGatherer(IRelationDirectory? directory, Duration timeout, JitClock clock, ILogger<RelationGatherer> logger)
{
    /// <summary>The most subjects of an answer.</summary>
    public const int MaxRelated = 500;

    /// <summary>Begins to look up relations, for one decision or one answer.</summary>
    public RelationLookup LookUp() => new(this);

    /// <summary>Asks; nothing when there is nobody to ask, or it failed.</summary>
    public async ValueTask<ImmutableArray<Subject>?> FindAsync(RelationQuery query, CancellationToken cancellationToken)
    {
        if (directory is null)
        {
            return null;
        }

        try
        {
            var related = await TimeLimit.RunAsync(token => directory.FindRelatedAsync(query, token), timeout, clock, cancellationToken).ConfigureAwait(false);
            return related.Count <= MaxRelated && related.All(subject => subject is not null && subject.Tenant == query.Tenant)
                ? [.. related.Distinct()]
                : throw new InvalidOperationException("The directory answered with too many, with nobody, or with somebody of another tenant.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            FactLog.RelationFailed(logger, exception.GetType().Name);
            return null;
        }
    }
}
