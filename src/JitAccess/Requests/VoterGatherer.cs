using JitAccess.Committing;
using NodaTime;

namespace JitAccess;

/// <summary>Gathers what is known of somebody as one who may decide on requests: themselves, those for whom they stand in, and how all of them relate to what is asked for.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class VoterGatherer(PartyGatherer parties, StandInGatherer standIns, RelationGatherer relations)
{
    /// <summary>The caller of what concerns one request.</summary>
    public async ValueTask<Party> GatherAsync(Caller caller, RequestRecord request, PolicyPair pair, Look look, CancellationToken cancellationToken)
    {
        var self = await parties.GatherAsync(caller, request.Policy.Name, request.Ticket, look.Now, cancellationToken).ConfigureAwait(false);
        var party = await standIns.GatherAsync(
            self, look.World.Delegations(request.Subject.Tenant), request.Policy.Name, request.Ticket, look.Now, cancellationToken).ConfigureAwait(false);
        var related = await relations.LookUp().FindAsync(pair.AllStages, request.Subject, request.Scopes, cancellationToken).ConfigureAwait(false);
        return related.Apply(party, look.Now);
    }

    /// <summary>Begins to look up what a list of requests needs: nothing is asked twice.</summary>
    public VoterLookup LookUp(Party self, DelegationsRecord delegations, Instant now) => new(standIns, relations.LookUp(), self, delegations, now);
}
