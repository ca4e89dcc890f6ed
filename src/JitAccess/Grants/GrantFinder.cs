using JitAccess.Committing;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>Finds the grants that a mass revocation has to end: what the store lists, and what this node's own table knows.</summary>
/// <remarks>
/// The table has read an authenticated journal; the columns by which a store finds its rows are not authenticated. A row that is listed wrongly is
/// found all the same. Thread-safe.
/// </remarks>
internal sealed class GrantFinder(IGrantStore store, RecordReader records, GrantTable table)
{
    private const int PageSize = 1000;

    /// <summary>Finds every grant that a selector picks and somebody works under, each read on its own.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="selector">Which grants.</param>
    /// <param name="startedBy">Only what had begun by then.</param>
    /// <param name="withUsedUp">Whether to read the used-up grants of the tenant too: there may be many, and what lives ends first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<CarryingOn> FindAsync(
        Tenant tenant, RevocationSelector selector, Instant? startedBy, bool withUsedUp, CancellationToken cancellationToken)
    {
        var open = new StoreQuery.Open(tenant, RecordKind.Grant)
        {
            Subject = (selector as RevocationSelector.OfSubject)?.Subject.Key,
            Policy = (selector as RevocationSelector.OfPolicy)?.Policy,
        };
        var found = new Dictionary<RecordKey, GrantRecord>();
        var unreadable = new HashSet<RecordKey>();
        var now = await ReadAllAsync(open, found, unreadable, cancellationToken).ConfigureAwait(false);
        if (selector is RevocationSelector.OfSubject { Subject: var subject })
        {
            await ReadAllAsync(new StoreQuery.OfParty(tenant, RecordKind.Grant, GrantRecord.HeldFor(subject)), found, unreadable, cancellationToken).ConfigureAwait(false);
        }

        if (withUsedUp)
        {
            // One that cannot be read is in the log alone: most of them have ended long ago.
            var usedUp = new StoreQuery.OfParty(tenant, RecordKind.Grant, GrantRecord.CarryingOn);
            await ReadAllAsync(usedUp, found, [], cancellationToken).ConfigureAwait(false);
        }

        var known = table.CarryingOn(tenant, now.ToUnixTimeMilliseconds())
            .Where(grant => Decider.Picks(selector, grant.Subject, grant.Policy, grant.Scopes))
            .Select(grant => GrantRecord.KeyOf(tenant, grant.Id))
            .Where(key => !found.ContainsKey(key));
        foreach (var keys in known.Chunk(PageSize))
        {
            var loaded = await records.LoadAsync(keys, static _ => true, cancellationToken).ConfigureAwait(false);
            foreach (var key in keys)
            {
                if (loaded.World.TryGet<GrantRecord>(key, out var grant))
                {
                    found[key] = grant;
                }
                else
                {
                    unreadable.Add(key); // or removed: it goes on here all the same
                }
            }
        }

        unreadable.ExceptWith(found.Keys);
        return new CarryingOn(
            [.. found.Values.Where(grant =>
                Decider.Picks(selector, grant)
                && grant.CarriesOnAt(now)
                && (startedBy is not { } by || Deadline.From(grant.Since).HasPassed(by)))],
            unreadable);
    }

    private async ValueTask<Instant> ReadAllAsync(
        StoreQuery query, Dictionary<RecordKey, GrantRecord> found, HashSet<RecordKey> unreadable, CancellationToken cancellationToken)
    {
        for (string? after = null; ;)
        {
            var page = await store.QueryAsync(query, new PageRequest(PageSize, after), cancellationToken).ConfigureAwait(false);
            foreach (var stored in page.Records)
            {
                if (records.ReadIfWhole(stored) is GrantRecord grant)
                {
                    found[grant.Key] = grant;
                }
                else
                {
                    unreadable.Add(stored.Key);
                }
            }

            if ((after = page.Next) is null)
            {
                return page.StoreTime;
            }
        }
    }
}
