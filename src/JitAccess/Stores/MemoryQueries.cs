namespace JitAccess.Stores;

/// <summary>Answers the store's queries by looking at every record.</summary>
internal static class MemoryQueries
{
    public static QueryPage Answer(IEnumerable<MemoryRecord> records, StoreQuery query, PageRequest page, NodaTime.Instant storeTime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1, nameof(page));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Limit, 1000, nameof(page));
        return query switch
        {
            StoreQuery.OfParty asked => Newest(
                Of(records, asked.Tenant, asked.Kind).Where(record => record.Index.Parties.Contains(asked.Party, StringComparer.Ordinal)), page, storeTime),
            StoreQuery.Open asked => Newest(
                Of(records, asked.Tenant, asked.Kind).Where(record => !record.Index.IsTerminal
                    && (asked.Subject is null || string.Equals(record.Index.Subject, asked.Subject, StringComparison.Ordinal))
                    && (asked.Policy is null || string.Equals(record.Index.Policy, asked.Policy, StringComparison.Ordinal))),
                page,
                storeTime),
            StoreQuery.OfTenant asked => Newest(Of(records, asked.Tenant, asked.Kind), page, storeTime),
            StoreQuery.Due asked => LongestOverdue(records, asked.Now, page, storeTime),
            _ => throw new UnknownStoreQueryException(query),
        };
    }

    private static IEnumerable<MemoryRecord> Of(IEnumerable<MemoryRecord> records, Tenant tenant, RecordKind kind) =>
        records.Where(record => record.Stored.Key.Kind == kind && record.Stored.Key.Tenant == tenant);

    private static QueryPage Newest(IEnumerable<MemoryRecord> records, PageRequest page, NodaTime.Instant storeTime)
    {
        var (position, id) = page.After is { } token ? PageToken.Read(token) : PageToken.BeforeNewest;
        var rest = records
            .Where(record => record.CreatedPosition < position
                || record.CreatedPosition == position && CodePoints.Compare(record.Stored.Key.Id, id) < 0)
            .OrderByDescending(record => record.CreatedPosition)
            .ThenByDescending(record => record.Stored.Key.Id, CodePoints.Order);
        return Page(rest, page.Limit, storeTime, last => new PageToken(last.CreatedPosition, last.Stored.Key.Id));
    }

    private static QueryPage LongestOverdue(IEnumerable<MemoryRecord> records, NodaTime.Instant now, PageRequest page, NodaTime.Instant storeTime)
    {
        var after = page.After is { } token ? PageToken.Read(token) : PageToken.BeforeOldest;
        var (due, row) = (after.Number, after.Row);
        var rest = records
            .Where(record => record.Index.Due is { } deadline && deadline.HasPassed(now)
                && (deadline.UnixMilliseconds, record.Row).CompareTo((due, row)) > 0)
            .OrderBy(record => record.Index.Due!.Value.UnixMilliseconds)
            .ThenBy(record => record.Row);
        return Page(rest, page.Limit, storeTime, last => PageToken.OfRow(last.Index.Due!.Value.UnixMilliseconds, last.Row));
    }

    // One more than the page tells whether another follows.
    private static QueryPage Page(IEnumerable<MemoryRecord> rest, int limit, NodaTime.Instant storeTime, Func<MemoryRecord, PageToken> after)
    {
        List<MemoryRecord> found = [.. rest.Take(limit + 1)];
        var next = found.Count > limit ? after(found[limit - 1]).ToString() : null;
        return new QueryPage([.. found.Take(limit).Select(record => record.Stored)], next, storeTime);
    }
}
