using System.Text;
using JitAccess;
using JitAccess.Stores;
using NodaTime;

namespace CustomStore;

/// <summary>Answers the closed set of queries by looking at every row. A store with many rows has an index for each instead.</summary>
internal static class StoreQueries
{
    public static QueryPage Answer(StoreState state, StoreQuery query, PageRequest page, Instant storeTime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1, nameof(page));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Limit, 1000, nameof(page));
        return query switch
        {
            StoreQuery.OfTenant asked => Newest(Of(state, asked.Tenant, asked.Kind), page, storeTime),
            StoreQuery.OfParty asked => Newest(
                Of(state, asked.Tenant, asked.Kind).Where(row => row.Index.Parties.Contains(asked.Party, StringComparer.Ordinal)), page, storeTime),
            StoreQuery.Open asked => Newest(
                Of(state, asked.Tenant, asked.Kind).Where(row => !row.Index.IsTerminal
                    && (asked.Subject is null || asked.Subject == row.Index.Subject)
                    && (asked.Policy is null || asked.Policy == row.Index.Policy)),
                page,
                storeTime),
            StoreQuery.Due asked => LongestOverdue(state.Rows, asked.Now, page, storeTime),
            _ => throw new UnknownStoreQueryException(query),
        };
    }

    private static IEnumerable<Row> Of(StoreState state, Tenant tenant, RecordKind kind) =>
        state.Rows.Where(row => row.Record.Key.Kind == kind && row.Record.Key.Tenant == tenant);

    private static QueryPage Newest(IEnumerable<Row> rows, PageRequest page, Instant storeTime)
    {
        var after = page.After is { } token ? PageToken.Read(token) : PageToken.BeforeNewest;
        var rest = rows
            .Where(row => row.Created < after.Number || row.Created == after.Number && CompareIds(row.Record.Key.Id, after.Text) < 0)
            .OrderByDescending(row => row.Created)
            .ThenByDescending(row => row.Record.Key.Id, Comparer<string>.Create(CompareIds));
        return Page(rest, page.Limit, storeTime, last => new PageToken(last.Created, last.Record.Key.Id));
    }

    private static QueryPage LongestOverdue(IEnumerable<Row> rows, Instant now, PageRequest page, Instant storeTime)
    {
        var after = page.After is { } token ? PageToken.Read(token) : PageToken.BeforeOldest;
        var place = (after.Number, after.Row);
        var rest = rows
            .Where(row => row.Index.Due is { } due && due.UnixMilliseconds <= now.ToUnixTimeMilliseconds()
                && (due.UnixMilliseconds, row.Number).CompareTo(place) > 0)
            .OrderBy(row => row.Index.Due!.Value.UnixMilliseconds)
            .ThenBy(row => row.Number);
        return Page(rest, page.Limit, storeTime, last => PageToken.OfRow(last.Index.Due!.Value.UnixMilliseconds, last.Number));
    }

    // One more than the page tells whether another follows.
    private static QueryPage Page(IEnumerable<Row> rest, int limit, Instant storeTime, Func<Row, PageToken> after)
    {
        List<Row> found = [.. rest.Take(limit + 1)];
        var next = found.Count > limit ? after(found[limit - 1]).ToString() : null;
        return new QueryPage([.. found.Take(limit).Select(row => row.Record)], next, storeTime);
    }

    // By code point, as every store: UTF-8 sorts so, UTF-16 does not.
    private static int CompareIds(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
