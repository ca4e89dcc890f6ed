using JitAccess.Committing;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

internal sealed partial class RequestService
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JitPolicyOffer>> ListPoliciesAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return CommandShell.AskAsync<IReadOnlyList<JitPolicyOffer>>(async () =>
        {
            var look = await shell.LookAsync(caller, [CatalogueRecord.TheKey], cancellationToken).ConfigureAwait(false);
            var party = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, cancellationToken).ConfigureAwait(false);
            var all = await policies.ListAsync(look.Catalogue, cancellationToken).ConfigureAwait(false);
            return [.. all
                .Where(item => party.Refusal is null && Decider.MayAsk(party, item.Policy, ticket: null, look.Context))
                .Select(item => new JitPolicyOffer(item.Policy, item.Pin.Set, item.Pin.Version))];
        });
    }

    /// <inheritdoc/>
    public ValueTask<JitRequest> GetAsync(Caller caller, string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return CommandShell.AskAsync<JitRequest>(async () =>
        {
            var seen = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
            var look = await shell.LookAsync(caller, [seen.Key, CatalogueRecord.TheKey, DelegationsRecord.KeyOf(seen.Subject.Tenant)], cancellationToken).ConfigureAwait(false);
            var request = look.World.Get<RequestRecord>(seen.Key);
            var pair = await policies.PairAsync(look.Catalogue, request.Policy, cancellationToken).ConfigureAwait(false);
            var party = await voters.GatherAsync(caller, request, pair, look, cancellationToken).ConfigureAwait(false);
            var judged = rights.Judge(party, look.Context);
            if (!Decider.IsParty(party, request, pair, judged.MayAudit, look.Context))
            {
                throw new JitRejectedException(Explanation.Of(Decider.NotFoundFinding()));
            }

            var people = await PeopleAsync(parties.LookUpPeople(), request, party, isWeighed: false, look.Now, cancellationToken).ConfigureAwait(false);
            var stages = RequestViewer.StagesOf(request, pair, people, look.Now);
            return await viewer.ShowAsync(request, look.Loaded.VersionOf(seen.Key), stages, look.Now, cancellationToken).ConfigureAwait(false);
        });
    }

    /// <inheritdoc/>
    public ValueTask<JitPage<JitRequest>> ListAsync(Caller caller, JitPageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(page);
        return CommandShell.AskAsync<JitPage<JitRequest>>(async () =>
        {
            var look = await shell.LookAsync(caller, [CatalogueRecord.TheKey, DelegationsRecord.KeyOf(caller.Subject.Tenant)], cancellationToken).ConfigureAwait(false);
            var self = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, cancellationToken).ConfigureAwait(false);
            var judged = rights.Judge(self, look.Context);
            var waiting = new StoreQuery.Open(caller.Subject.Tenant, RecordKind.Request);
            var mine = new StoreQuery.OfParty(caller.Subject.Tenant, RecordKind.Request, caller.Subject.Key);
            var all = new StoreQuery.OfTenant(caller.Subject.Tenant, RecordKind.Request);
            var (lookup, voter) = (parties.LookUpPeople(), voters.LookUp(self, look.World.Delegations(caller.Subject.Tenant), look.Now));

            // Those that wait for the caller's vote come first, then the caller's own and voted ones, each newest first.
            return await ListPager.ReadAsync(
                judged.MayAudit ? [all] : [waiting, mine],
                page,
                (query, part) => store.QueryAsync(query, part, cancellationToken),
                async (query, stored) =>
                {
                    if (records.ReadIfWhole(stored) is not RequestRecord request)
                    {
                        return null; // one that does not verify hides no other from its parties; the log and the health check tell of it
                    }

                    var pair = await policies.PairAsync(look.Catalogue, request.Policy, cancellationToken).ConfigureAwait(false);
                    var party = await voter.UnderAsync(request.Policy.Name, cancellationToken).ConfigureAwait(false);
                    if (MightWaitFor(party, request, pair, look.Context))
                    {
                        party = await voter.RelateAsync(party, request, pair, cancellationToken).ConfigureAwait(false);
                    }

                    var isNever = !MayWaitFor(party, request, pair, look.Context);
                    if (isNever && ReferenceEquals(query, waiting))
                    {
                        return null; // before anybody is looked up: every open request of the tenant comes by here
                    }

                    var people = await PeopleAsync(lookup, request, party, isWeighed: !isNever, look.Now, cancellationToken).ConfigureAwait(false);
                    var waits = !isNever && Decider.WaitsFor(party, request, pair, look.Context with { People = people });
                    return ReferenceEquals(query, waiting) == waits || ReferenceEquals(query, all)
                        ? await viewer.ShowAsync(
                            request, stored.Version, RequestViewer.StagesOf(request, pair, people, look.Now), look.Now, cancellationToken).ConfigureAwait(false)
                        : null;
                }).ConfigureAwait(false);
        });
    }

    private static bool MayWaitFor(Party party, RequestRecord request, PolicyPair policies, DecisionContext context) =>
        request.StateAt(context.Now) == RequestState.Pending
        && policies.Effective is { } policy
        && policy.Stages.Any(stage => party.Voices.Any(voice => stage.Deciders.Evaluate(context.Judge(voice, request.Ticket)).IsSatisfied));

    // Who is related to what is asked for is looked up for those whose vote may hang on it alone: every open request of the tenant comes by here.
    private static bool MightWaitFor(Party party, RequestRecord request, PolicyPair policies, DecisionContext context) =>
        request.StateAt(context.Now) == RequestState.Pending
        && policies.AllStages.Any(stage => party.Voices.Any(voice => stage.Deciders.Evaluate(context.Judge(voice, request.Ticket)).Result != ConditionResult.NotSatisfied));

    // What is settled needs nobody, and what has no votes only who might cast one.
    private static ValueTask<People> PeopleAsync(
        PeopleLookup lookup, RequestRecord request, Party voter, bool isWeighed, Instant now, CancellationToken cancellationToken) =>
        request.StateAt(now) == RequestState.Pending && (isWeighed || !request.Votes.IsEmpty)
            ? lookup.GatherAsync(PeopleIn(request, voter), cancellationToken)
            : ValueTask.FromResult(People.Unknown);

    private async ValueTask<RequestRecord> FindAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (!OpaqueId.IsWellFormed(id))
        {
            throw new JitRejectedException(Explanation.Of(Decider.NotFoundFinding()));
        }

        var look = await shell.LookAsync(caller, [RequestRecord.KeyOf(caller.Subject.Tenant, id)], cancellationToken).ConfigureAwait(false);
        return look.World.TryGet<RequestRecord>(RequestRecord.KeyOf(caller.Subject.Tenant, id), out var request)
            ? request
            : throw new JitRejectedException(Explanation.Of(Decider.NotFoundFinding()));
    }
}
