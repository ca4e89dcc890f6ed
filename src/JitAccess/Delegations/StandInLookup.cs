using NodaTime;

namespace JitAccess;

/// <summary>Somebody with those for whom they stand in, for a list of requests: under each policy they are looked up once.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class StandInLookup(StandInGatherer gatherer, Party party, DelegationsRecord delegations, Instant now)
{
    private readonly Dictionary<string, Party> _known = new(StringComparer.Ordinal);

    /// <summary>Finds them for requests under a policy.</summary>
    public async ValueTask<Party> ForAsync(string policy, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(policy, out var known))
        {
            _known[policy] = known = await gatherer.GatherAsync(party, delegations, policy, ticket: null, now, cancellationToken).ConfigureAwait(false);
        }

        return known;
    }
}
