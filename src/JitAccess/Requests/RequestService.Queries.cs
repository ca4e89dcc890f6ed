using JitAccess.Committing;
using JitAccess.Stores;

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
                .Where(item => party.Refusal is null && item.Policy.JudgeEligibility(look.Context.Judge(party)).IsSatisfied)
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
            var look = await shell.LookAsync(caller, [seen.Key, CatalogueRecord.TheKey], cancellationToken).ConfigureAwait(false);
            var request = look.World.Get<RequestRecord>(seen.Key);
            var party = await parties.GatherAsync(caller, request.Policy.Name, request.Ticket, look.Now, cancellationToken).ConfigureAwait(false);
            var pair = await policies.PairAsync(look.Catalogue, request.Policy, cancellationToken).ConfigureAwait(false);
            var judged = rights.Judge(party, look.Context);
            return Decider.IsParty(party, request.Subject, request.Votes.Select(vote => vote.Voter), pair, judged.MayAudit, look.Context)
                ? await viewer.ShowAsync(request, look.Loaded.VersionOf(seen.Key), pair, look.Now, cancellationToken).ConfigureAwait(false)
                : throw new JitRejectedException(Explanation.Of(Decider.NotFoundFinding()));
        });
    }

    /// <inheritdoc/>
    public ValueTask<JitPage<JitRequest>> ListAsync(Caller caller, JitPageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(page);
        return CommandShell.AskAsync<JitPage<JitRequest>>(async () =>
        {
            var look = await shell.LookAsync(caller, [CatalogueRecord.TheKey], cancellationToken).ConfigureAwait(false);
            var party = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, cancellationToken).ConfigureAwait(false);
            var judged = rights.Judge(party, look.Context);
            var waiting = new StoreQuery.Open(caller.Subject.Tenant, RecordKind.Request);
            var mine = new StoreQuery.OfParty(caller.Subject.Tenant, RecordKind.Request, caller.Subject.Key);
            var all = new StoreQuery.OfTenant(caller.Subject.Tenant, RecordKind.Request);

            // Those that wait for the caller's vote come first, then the caller's own and voted ones, each newest first.
            return await ListPager.ReadAsync(
                judged.MayAudit ? [all] : [waiting, mine],
                page,
                (query, part) => store.QueryAsync(query, part, cancellationToken),
                async (query, stored) =>
                {
                    var request = (RequestRecord)records.Read(stored);
                    var pair = await policies.PairAsync(look.Catalogue, request.Policy, cancellationToken).ConfigureAwait(false);
                    var waits = WaitsFor(party, request, pair, look.Context);
                    return ReferenceEquals(query, waiting) == waits || ReferenceEquals(query, all)
                        ? await viewer.ShowAsync(request, stored.Version, pair, look.Now, cancellationToken).ConfigureAwait(false)
                        : null;
                }).ConfigureAwait(false);
        });
    }

    private static bool WaitsFor(Party party, RequestRecord request, PolicyPair policies, DecisionContext context) =>
        request.StateAt(context.Now) == RequestState.Pending
        && policies.Effective is { } policy
        && !SameHuman.AnyIn(party.ActsFor.Prepend(party.Subject), [.. request.ActsFor.Prepend(request.Subject)])
        && !request.Votes.Any(vote => vote.Voter.Equals(party.Subject))
        && StageProgress.Of(request, policy, People.Unknown).Open is { } stage
        && stage.Approvers.Evaluate(context.Judge(party, request.Ticket)).IsSatisfied;

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
