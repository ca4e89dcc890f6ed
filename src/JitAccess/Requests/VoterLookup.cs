using NodaTime;

namespace JitAccess;

/// <summary>Somebody as one who may decide on the requests of a list.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class VoterLookup(StandInGatherer standIns, RelationLookup related, Party self, DelegationsRecord delegations, Instant now)
{
    private readonly Dictionary<string, Party> _byPolicy = new(StringComparer.Ordinal);

    /// <summary>Finds those for whom they stand in on requests under a policy.</summary>
    public async ValueTask<Party> UnderAsync(string policy, CancellationToken cancellationToken)
    {
        if (!_byPolicy.TryGetValue(policy, out var known))
        {
            _byPolicy[policy] = known = await standIns.GatherAsync(self, delegations, policy, ticket: null, now, cancellationToken).ConfigureAwait(false);
        }

        return known;
    }

    /// <summary>Finds out how they relate to what a request asks for.</summary>
    public async ValueTask<Party> RelateAsync(Party party, RequestRecord request, PolicyPair policies, CancellationToken cancellationToken) =>
        (await related.FindAsync(policies.AllStages, request.Subject, request.Scopes, cancellationToken).ConfigureAwait(false)).Apply(party, now);
}
