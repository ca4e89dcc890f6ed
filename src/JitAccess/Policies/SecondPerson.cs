using JitAccess.Committing;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>Finds the grant under which a person publishes what another person approved, and takes its use.</summary>
/// <remarks>
/// INVARIANT: an approver approved the bytes that are published: the grant names their hash, and no wildcard stands for it. Thread-safe.
/// </remarks>
internal sealed class SecondPerson(IGrantStore store, RecordReader records, PartyGatherer parties, JitAccessService access)
{
    private const int PageSize = 100;

    /// <summary>Takes the use.</summary>
    /// <param name="caller">Who publishes.</param>
    /// <param name="set">What.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <exception cref="JitRejectedException">No grant names this content, or nobody else approved it.</exception>
    public async ValueTask<JitGrantLease> TakeAsync(Caller caller, JitPolicySet set, CancellationToken cancellationToken)
    {
        var scope = new Scope(Permission.Parse(JitPermissions.Publish), JitPermissions.PublishingOf(set));
        Finding? refused = null;
        foreach (var grant in await FindAsync(caller.Subject, scope, cancellationToken).ConfigureAwait(false))
        {
            var loaded = await records.LoadAsync([RequestRecord.KeyOf(grant.Subject.Tenant, grant.RequestId)], cancellationToken).ConfigureAwait(false);
            var request = loaded.World.Get<RequestRecord>(RequestRecord.KeyOf(grant.Subject.Tenant, grant.RequestId));
            var people = await parties.LookUpPeople().GatherAsync([caller.Subject, .. caller.ActsFor, .. request.People], cancellationToken).ConfigureAwait(false);
            if ((refused = Decider.RefuseContent(caller, grant, request, set, people)) is null)
            {
                return await access.UseAsync(caller.Subject, scope, grant.Id, cancellationToken).ConfigureAwait(false);
            }
        }

        throw new JitRejectedException(Explanation.Of(refused ?? Decider.ContentNotApproved(set)));
    }

    // By its record: the table knows neither who voted nor for whom.
    private async ValueTask<List<GrantRecord>> FindAsync(Subject subject, Scope scope, CancellationToken cancellationToken)
    {
        var found = new List<GrantRecord>();
        for (string? after = null; ;)
        {
            var page = await store.QueryAsync(
                new StoreQuery.Open(subject.Tenant, RecordKind.Grant) { Subject = subject.Key }, new PageRequest(PageSize, after), cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Records.Select(records.ReadIfWhole).OfType<GrantRecord>()
                .Where(grant => grant.Subject.Equals(subject) && !grant.End.HasPassed(page.StoreTime) && grant.Scopes.Contains(scope)));
            if ((after = page.Next) is null)
            {
                return found;
            }
        }
    }
}
