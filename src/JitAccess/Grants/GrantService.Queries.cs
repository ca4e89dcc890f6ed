using System.Collections.Immutable;
using JitAccess.Committing;
using JitAccess.Stores;

namespace JitAccess;

internal sealed partial class GrantService
{
    /// <inheritdoc/>
    public ValueTask<JitGrant> GetAsync(Caller caller, string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return CommandShell.AskAsync<JitGrant>(async () =>
        {
            var seen = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
            var look = await shell.LookAsync(caller, [seen.Key], cancellationToken).ConfigureAwait(false);
            var grant = look.World.Get<GrantRecord>(seen.Key);
            var party = await parties.GatherAsync(caller, grant.Policy.Name, ticket: null, look.Now, cancellationToken).ConfigureAwait(false);
            var pair = await policies.PairIfReadableAsync(grant.Policy, cancellationToken).ConfigureAwait(false);
            return Decider.IsParty(party, grant, pair, rights.Judge(party, look.Context).SeesGrants, look.Context)
                ? await viewer.ShowAsync(grant, look.Now, cancellationToken).ConfigureAwait(false)
                : throw new JitRejectedException(Explanation.Of(Decider.NotFoundFinding()));
        });
    }

    /// <inheritdoc/>
    public ValueTask<JitPage<JitGrant>> ListAsync(Caller caller, JitPageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(page);
        return CommandShell.AskAsync<JitPage<JitGrant>>(async () =>
        {
            var look = await shell.LookAsync(caller, [], cancellationToken).ConfigureAwait(false);
            var party = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, cancellationToken).ConfigureAwait(false);
            var judged = rights.Judge(party, look.Context);
            var reviews = new StoreQuery.OfParty(caller.Subject.Tenant, RecordKind.Grant, GrantRecord.OwesReview);
            return await ListPager.ReadAsync<JitGrant>(
                judged.SeesGrants
                    ? [new StoreQuery.OfTenant(caller.Subject.Tenant, RecordKind.Grant)]
                    : [reviews, new StoreQuery.OfParty(caller.Subject.Tenant, RecordKind.Grant, caller.Subject.Key)],
                page,
                (asked, part) => store.QueryAsync(asked, part, cancellationToken),
                async (query, stored) => records.ReadIfWhole(stored) is GrantRecord grant
                    && (!ReferenceEquals(query, reviews) || await WaitsForReviewAsync(party, grant, look, cancellationToken).ConfigureAwait(false))
                        ? await viewer.ShowAsync(grant, look.Now, cancellationToken).ConfigureAwait(false)
                        : null)
                .ConfigureAwait(false);
        });
    }

    // The caller's own come with the others, and whether two accounts are one human is told when it is reviewed.
    private async ValueTask<bool> WaitsForReviewAsync(Party party, GrantRecord grant, Look look, CancellationToken cancellationToken)
    {
        if (grant.Subject.Equals(party.Subject) || grant.ApprovedBy.Contains(party.Subject) || party.Refusal is not null)
        {
            return false;
        }

        var pair = await policies.PairIfReadableAsync(grant.Policy, cancellationToken).ConfigureAwait(false);
        return pair.BreakGlass?.Reviewers.Evaluate(look.Context.Judge(party)).IsSatisfied == true;
    }

    /// <inheritdoc/>
    public ValueTask<JitCheckExplanation> ExplainAsync(
        Caller caller, string permission, string? resource, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return CommandShell.AskAsync<JitCheckExplanation>(async () =>
        {
            var asked = new Scope(Permission.Parse(permission), resource is null ? Resource.Root : Resource.Parse(resource));
            var check = access.Check(access.Resolve(caller.Subject), asked.Permission.Name, resource);
            if (check.IsAllowed || check.NeedsCommit)
            {
                return new JitCheckExplanation(IsAllowed: true, check.GrantId, check.Ends, Refusal: null, Policies: []);
            }

            return new JitCheckExplanation(
                IsAllowed: false,
                check.GrantId,
                check.Ends,
                CheckExplanations.Of(check, asked),
                await PoliciesForAsync(caller, asked, cancellationToken).ConfigureAwait(false));
        });
    }

    // Only those that this caller could ask for, and that would help. Whoever is refused decides how often this runs, so it asks nobody outside.
    private async ValueTask<ImmutableArray<string>> PoliciesForAsync(Caller caller, Scope asked, CancellationToken cancellationToken)
    {
        if (!explanations.TryTake(caller.Subject))
        {
            return [];
        }

        var look = await shell.LookAsync(caller, [CatalogueRecord.TheKey], cancellationToken).ConfigureAwait(false);
        var party = await parties.GatherKnownAsync(caller, look.Now, cancellationToken).ConfigureAwait(false);
        if (party.Refusal is not null)
        {
            return [];
        }

        var all = await policies.ListAsync(look.Catalogue, cancellationToken).ConfigureAwait(false);
        return [.. all
            .Select(item => item.Policy)
            .Where(policy => policy.Scopes.Any(scope => scope.Covers(asked)) && Decider.MayAsk(party, policy, ticket: null, look.Context))
            .Select(policy => policy.Name)];
    }

    private async ValueTask<GrantRecord> FindAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (!OpaqueId.IsWellFormed(id))
        {
            throw new JitRejectedException(Explanation.Of(Decider.NotFoundFinding()));
        }

        var look = await shell.LookAsync(caller, [GrantRecord.KeyOf(caller.Subject.Tenant, id)], cancellationToken).ConfigureAwait(false);
        return look.World.TryGet<GrantRecord>(GrantRecord.KeyOf(caller.Subject.Tenant, id), out var grant)
            ? grant
            : throw new JitRejectedException(Explanation.Of(Decider.NotFoundFinding()));
    }
}
