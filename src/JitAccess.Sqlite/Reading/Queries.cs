using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Sqlite;

/// <summary>The closed set of queries. Each has an index; a test looks at the plans.</summary>
internal static class Queries
{
    public const string OfParty =
        "SELECT " + RecordReader.Columns + ", parties.created_position, parties.id"
        + """
         FROM parties CROSS JOIN records ON records.row = parties.row
        WHERE parties.tenant = @tenant AND parties.kind = @kind AND parties.party = @party AND (parties.created_position, parties.id) < (@position, @id)
        ORDER BY parties.created_position DESC, parties.id DESC LIMIT @limit
        """;

    public const string OfTenant =
        SelectNewest + "records_of_tenant WHERE tenant = @tenant AND kind = @kind AND state IS NOT NULL" + NewestFirst;

    public const string Open =
        SelectNewest + "records_open WHERE tenant = @tenant AND kind = @kind AND is_terminal = 0 AND state IS NOT NULL"
        + " AND (@policy IS NULL OR policy = @policy)" + NewestFirst;

    public const string OpenOfSubject =
        SelectNewest + "records_open_of_subject WHERE tenant = @tenant AND kind = @kind AND subject = @subject AND is_terminal = 0 AND state IS NOT NULL"
        + " AND (@policy IS NULL OR policy = @policy)" + NewestFirst;

    public const string Due =
        "SELECT " + RecordReader.Columns + ", due, row FROM records INDEXED BY records_due"
        + " WHERE due <= @now AND (due, row) > (@due, @row) ORDER BY due, row LIMIT @limit";

    private const string SelectNewest = "SELECT " + RecordReader.Columns + ", created_position, id FROM records INDEXED BY ";
    private const string NewestFirst = " AND (created_position, id) < (@position, @id) ORDER BY created_position DESC, id DESC LIMIT @limit";

    /// <summary>Prepares the answer to a query; what is wrong with the question shows before the database is asked.</summary>
    public static Func<Database, QueryPage> Prepare(StoreQuery query, PageRequest page, StoreClock clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1, nameof(page));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Limit, 1000, nameof(page));
        return query switch
        {
            StoreQuery.OfParty asked => Newest(OfParty, asked.Tenant, asked.Kind, [("@party", asked.Party)], page, clock),
            StoreQuery.Open { Subject: null } asked => Newest(Open, asked.Tenant, asked.Kind, [("@policy", asked.Policy)], page, clock),
            StoreQuery.Open asked => Newest(
                OpenOfSubject, asked.Tenant, asked.Kind, [("@subject", asked.Subject), ("@policy", asked.Policy)], page, clock),
            StoreQuery.OfTenant asked => Newest(OfTenant, asked.Tenant, asked.Kind, [], page, clock),
            StoreQuery.Due asked => LongestOverdue(asked.Now, page, clock),
            _ => throw new UnknownStoreQueryException(query),
        };
    }

    private static Func<Database, QueryPage> Newest(
        string sql, Tenant tenant, RecordKind kind, (string Name, string? Value)[] texts, PageRequest page, StoreClock clock)
    {
        var after = page.After is null ? PageToken.BeforeNewest : PageToken.Read(page.After);
        if (!StoreText.IsWellFormed(tenant.Id) || !texts.All(text => StoreText.IsWellFormed(text.Value)))
        {
            return database => new QueryPage([], null, Head.Read(database, clock).StoreTime);
        }

        (string Name, object? Value)[] values =
        [
            ("@tenant", tenant.Id), ("@kind", (long)kind), ("@position", after.Number), ("@id", after.Text), ("@limit", page.Limit + 1L),
            .. texts.Select(text => (text.Name, (object?)text.Value)),
        ];
        return database => Answer(database, sql, values, page.Limit, clock, row => new PageToken(row.GetInt64(8), row.GetString(9)));
    }

    private static Func<Database, QueryPage> LongestOverdue(Instant now, PageRequest page, StoreClock clock)
    {
        var after = page.After is null ? PageToken.BeforeOldest : PageToken.Read(page.After);
        (string Name, object? Value)[] values =
        [
            ("@now", now.ToUnixTimeMilliseconds()), ("@due", after.Number), ("@row", after.Row), ("@limit", page.Limit + 1L),
        ];
        return database => Answer(database, Due, values, page.Limit, clock, row => PageToken.OfRow(row.GetInt64(8), row.GetInt64(9)));
    }

    // One row more than the page tells whether another follows.
    private static QueryPage Answer(
        Database database,
        string sql,
        ReadOnlySpan<(string Name, object? Value)> values,
        int limit,
        StoreClock clock,
        Func<Statement.Rows, PageToken> tokenOf)
    {
        var storeTime = Head.Read(database, clock).StoreTime;
        var records = new List<StoredRecord>();
        PageToken? last = null;
        using var row = database.Query(sql, values);
        while (row.Read())
        {
            if (records.Count == limit)
            {
                return new QueryPage(records, last!.ToString(), storeTime);
            }

            records.Add(RecordReader.Read(row));
            last = tokenOf(row);
        }

        return new QueryPage(records, null, storeTime);
    }
}
