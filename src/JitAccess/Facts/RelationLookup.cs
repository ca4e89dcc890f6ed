using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Who is related to what some requests ask for.</summary>
/// <remarks>
/// Each question is asked once, and none any more once the directory has failed a few times, or was asked often: a list does not wait for it again and
/// again. One that is not known leaves the others as they are. Not thread-safe.
/// </remarks>
internal sealed class RelationLookup(RelationGatherer gatherer)
{
    /// <summary>The most resources whose owners are asked for; of a request for more it is not known.</summary>
    public const int MaxResources = 20;

    /// <summary>The most questions of one lookup; whatever more there is to ask is not known.</summary>
    public const int MaxQuestions = 200;

    private const int MaxFailures = 3;

    private readonly Dictionary<RelationQuery, ImmutableArray<Subject>?> _known = [];
    private int _failures;

    /// <summary>Finds out what the approvers of some stages are judged by.</summary>
    public async ValueTask<Relations> FindAsync(
        IEnumerable<ApprovalStage> stages, Subject requester, ImmutableArray<Scope> scopes, CancellationToken cancellationToken)
    {
        var approvers = stages.Select(stage => stage.Deciders).ToList();
        return new Relations(
            approvers.Exists(condition => RelationCondition.IsIn(condition, RelationCondition.Manager))
                ? await AskAsync(new RelationQuery.ManagersOf(requester), cancellationToken).ConfigureAwait(false)
                : null,
            approvers.Exists(condition => RelationCondition.IsIn(condition, RelationCondition.Owner))
                ? await OwnersAsync(requester.Tenant, [.. scopes.Select(scope => scope.Resource).Distinct()], cancellationToken).ConfigureAwait(false)
                : null);
    }

    // Whoever owns every one of them; of nothing at all nobody is an owner.
    private async ValueTask<ImmutableArray<Subject>?> OwnersAsync(Tenant tenant, ImmutableArray<Resource> resources, CancellationToken cancellationToken)
    {
        if (resources.Length is 0 or > MaxResources)
        {
            return null;
        }

        ImmutableArray<Subject>? all = null;
        foreach (var resource in resources)
        {
            if (await AskAsync(new RelationQuery.OwnersOf(tenant, resource), cancellationToken).ConfigureAwait(false) is not { } owners)
            {
                return null;
            }

            all = all is { } before ? [.. before.Intersect(owners)] : owners;
        }

        return all;
    }

    private async ValueTask<ImmutableArray<Subject>?> AskAsync(RelationQuery query, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(query, out var known))
        {
            return known;
        }

        if (_failures >= MaxFailures || _known.Count >= MaxQuestions)
        {
            return null;
        }

        var answer = _known[query] = await gatherer.FindAsync(query, cancellationToken).ConfigureAwait(false);
        _failures += answer is null ? 1 : 0;
        return answer;
    }
}
