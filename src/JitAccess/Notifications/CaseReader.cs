using JitAccess.Committing;
using JitAccess.Stores;

namespace JitAccess.Notifications;

/// <summary>Reads what messages tell out of the store: the records that an entry is about, and the personal texts that they refer to.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CaseReader(RecordReader records, PersonalTextReader texts, IGrantStore store, FactGatherer gatherer)
{
    private const int PageSize = 200;

    /// <summary>Reads a request, and its grant where there is one.</summary>
    /// <exception cref="UndeliverableEntryException">It is not in the store.</exception>
    public async ValueTask<NotificationCase> OfRequestAsync(Tenant tenant, string id, CancellationToken cancellationToken)
    {
        var loaded = await records.LoadAsync([RequestRecord.KeyOf(tenant, id)], cancellationToken).ConfigureAwait(false);
        if (!loaded.World.TryGet<RequestRecord>(RequestRecord.KeyOf(tenant, id), out var request))
        {
            throw Missing();
        }

        var key = GrantRecord.KeyOf(tenant, request.GrantId);
        var withGrant = await records.LoadAsync([key], cancellationToken).ConfigureAwait(false);
        return new NotificationCase(request, withGrant.World.TryGet<GrantRecord>(key, out var grant) ? grant : null, withGrant.Now);
    }

    /// <summary>Reads a grant and its request.</summary>
    /// <exception cref="UndeliverableEntryException">One is not in the store.</exception>
    public async ValueTask<NotificationCase> OfGrantAsync(Tenant tenant, string id, CancellationToken cancellationToken)
    {
        var loaded = await records.LoadAsync([GrantRecord.KeyOf(tenant, id)], cancellationToken).ConfigureAwait(false);
        return loaded.World.TryGet<GrantRecord>(GrantRecord.KeyOf(tenant, id), out var grant)
            ? await OfRequestAsync(tenant, grant.RequestId, cancellationToken).ConfigureAwait(false)
            : throw Missing();
    }

    /// <summary>Says whether another grant goes on from one, and has not ended before it, so that its end is not the end of access.</summary>
    public async ValueTask<bool> GoesOnAsync(GrantRecord grant, CancellationToken cancellationToken)
    {
        // Newest first, so what goes on from it comes before it.
        var query = new StoreQuery.OfParty(grant.Subject.Tenant, RecordKind.Grant, grant.Subject.Key);
        for (string? after = null; ;)
        {
            var page = await store.QueryAsync(query, new PageRequest(PageSize, after), cancellationToken).ConfigureAwait(false);
            foreach (var other in page.Records.Select(records.ReadIfWhole).OfType<GrantRecord>())
            {
                if (string.Equals(other.Extends, grant.Id, StringComparison.Ordinal) && (other.EndedAt is not { } ended || grant.End.HasPassed(ended)))
                {
                    return true;
                }

                if (string.Equals(other.Id, grant.Id, StringComparison.Ordinal))
                {
                    return false;
                }
            }

            if ((after = page.Next) is null)
            {
                return false;
            }
        }
    }

    /// <summary>Reads texts by their references; what was erased is missing.</summary>
    public ValueTask<IReadOnlyDictionary<string, string>> TextsAsync(Tenant tenant, IEnumerable<string?> references, CancellationToken cancellationToken) =>
        texts.ReadToShowAsync(tenant, references, cancellationToken);

    /// <summary>The store's time.</summary>
    public async ValueTask<NodaTime.Instant> NowAsync(CancellationToken cancellationToken) =>
        (await records.LoadAsync([CatalogueRecord.TheKey], cancellationToken).ConfigureAwait(false)).Now;

    /// <summary>Asks the directory about somebody.</summary>
    /// <exception cref="DirectoryAwayException">It does not answer.</exception>
    public async ValueTask<DirectoryEntry?> EntryOfAsync(Subject subject, CancellationToken cancellationToken)
    {
        var lookup = await gatherer.FindAsync(subject, cancellationToken).ConfigureAwait(false);
        return lookup.Failed ? throw new DirectoryAwayException() : lookup.Entry;
    }

    private static UndeliverableEntryException Missing() => new("What the entry is about is not in the store.");
}
