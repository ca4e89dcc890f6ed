using JitAccess.Committing;
using JitAccess.Stores;

namespace JitAccess;

/// <inheritdoc cref="IJitGrants"/>
internal sealed partial class GrantService(
    CommandShell shell,
    RecordReader records,
    PolicyLibrary policies,
    PartyGatherer parties,
    GrantViewer viewer,
    RightsJudge rights,
    IGrantStore store,
    IJitAccess access) : IJitGrants
{
    /// <inheritdoc/>
    public ValueTask<JitGrant> ReleaseAsync(
        Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        EndAsync(
            caller, id, idempotency,
            (look, party, grant, pair) => Decider.Release(new ReleaseCommand(party, grant, pair, rights.Judge(party, look.Context)), look.Context),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JitGrant> RevokeAsync(
        Caller caller, string id, string reason, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default)
    {
        DemandReason(reason);
        return EndAsync(
            caller, id, idempotency,
            (look, party, grant, pair) => Decider.Revoke(new RevokeCommand(party, grant, pair, rights.Judge(party, look.Context), reason), look.Context),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> RevokeAllAsync(
        Caller caller, RevocationSelector selector, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(selector);
        DemandReason(reason);
        var count = 0;
        await shell.RunAsync(
            caller,
            idempotency: null,
            GenerationKeyOf(caller.Subject.Tenant, selector),
            () => KeysOfLiveAsync(caller.Subject.Tenant, selector, cancellationToken),
            async (look, token) =>
            {
                var party = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, token).ConfigureAwait(false);
                var decision = Decider.RevokeAll(
                    new RevokeAllCommand(party, selector, [.. look.World.States.OfType<GrantRecord>()], rights.Judge(party, look.Context), reason),
                    look.Context);
                count = decision.Events.OfType<GrantRevoked>().Count();
                return decision;
            },
            cancellationToken).ConfigureAwait(false);
        return count;
    }

    private async ValueTask<JitGrant> EndAsync(
        Caller caller,
        string id,
        IdempotencyKey? idempotency,
        Func<Look, Party, GrantRecord, PolicyPair, Decision> decide,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var seen = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
        var committed = await shell.RunAsync(
            caller,
            idempotency,
            seen.Key,
            [seen.Key, LedgerRecord.KeyOf(seen.Subject)],
            async (look, token) =>
            {
                var grant = look.World.Get<GrantRecord>(seen.Key);
                var party = await parties.GatherAsync(caller, grant.Policy.Name, ticket: null, look.Now, token).ConfigureAwait(false);
                return decide(look, party, grant, await policies.PairIfReadableAsync(grant.Policy, token).ConfigureAwait(false));
            },
            cancellationToken).ConfigureAwait(false);
        var (ended, now) = committed.Attempt.Replayed is { Grant: { } replayed } memory
            ? (replayed, memory.At)
            : (committed.World.Get<GrantRecord>(seen.Key), committed.Attempt.Loaded.Now);
        return await viewer.ShowAsync(ended, now, cancellationToken).ConfigureAwait(false);
    }

    private static RecordKey GenerationKeyOf(Tenant tenant, RevocationSelector selector) => selector switch
    {
        RevocationSelector.OfSubject of => GenerationRecord.OfSubject(of.Subject),
        RevocationSelector.OfPolicy of => GenerationRecord.OfPolicy(tenant, of.Policy),
        _ => GenerationRecord.OfTenant(tenant),
    };

    // Read anew before every attempt: what was activated before the generation was read is ended, what comes after it loses the race.
    private async ValueTask<IReadOnlyCollection<RecordKey>> KeysOfLiveAsync(
        Tenant tenant, RevocationSelector selector, CancellationToken cancellationToken)
    {
        var query = new StoreQuery.Open(tenant, RecordKind.Grant)
        {
            Subject = (selector as RevocationSelector.OfSubject)?.Subject.Key,
            Policy = (selector as RevocationSelector.OfPolicy)?.Policy,
        };
        var keys = new List<RecordKey> { GenerationKeyOf(tenant, selector) };
        for (string? after = null; ;)
        {
            var page = await store.QueryAsync(query, new PageRequest(1000, after), cancellationToken).ConfigureAwait(false);
            foreach (var grant in page.Records.Select(records.Read).OfType<GrantRecord>())
            {
                keys.Add(grant.Key);
                keys.Add(LedgerRecord.KeyOf(grant.Subject));
            }

            if ((after = page.Next) is null)
            {
                return keys;
            }
        }
    }

    private static void DemandReason(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        var findings = new List<Finding>();
        ProseText.Check(reason, "reason", findings);
        if (string.IsNullOrWhiteSpace(reason))
        {
            findings.Add(new Finding(Reason.MemberMissing, "reason is empty; it needs 1 to 2000 characters.")
            {
                Member = "reason",
                Limit = "1 to 2000 characters",
                Fix = "Say why the grant ends.",
            });
        }

        if (findings.Count > 0)
        {
            throw new JitRejectedException(Explanation.Of(findings));
        }
    }
}
