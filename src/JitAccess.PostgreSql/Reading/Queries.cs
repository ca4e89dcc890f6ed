using JitAccess.Stores;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>The closed set of queries. Each has an index; a test looks at the plans.</summary>
internal static class Queries
{
    /// <summary>Prepares a query; what is wrong with it shows before the database is asked. Nothing for one whose text can be in no database.</summary>
    public static (NpgsqlBatchCommand? Statement, Func<NpgsqlDataReader, PageToken> TokenOf) Prepare(Statements sql, StoreQuery query, PageRequest page)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1, nameof(page));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Limit, 1000, nameof(page));

        // One row more than the page tells whether another follows.
        var limit = Parameters.Of(page.Limit + 1L);
        return query switch
        {
            StoreQuery.OfParty asked => Newest(sql.OfParty, asked.Tenant, asked.Kind, page, [asked.Party], () => [KeyOf(asked.Tenant, asked.Kind, asked.Party), limit]),
            StoreQuery.Open { Subject: { } subject } asked => Newest(
                sql.OpenOfSubject,
                asked.Tenant,
                asked.Kind,
                page,
                [subject, asked.Policy],
                () => [KeyOf(asked.Tenant, asked.Kind, subject), Parameters.OfOptional(asked.Policy), limit]),
            StoreQuery.Open asked => Newest(
                sql.Open, asked.Tenant, asked.Kind, page, [asked.Policy], () => [.. OfTenant(asked.Tenant, asked.Kind), Parameters.OfOptional(asked.Policy), limit]),
            StoreQuery.OfTenant asked => Newest(sql.OfTenant, asked.Tenant, asked.Kind, page, [], () => [.. OfTenant(asked.Tenant, asked.Kind), limit]),
            StoreQuery.Due asked => LongestOverdue(sql.Due, asked.Now, page, limit),
            _ => throw new UnknownStoreQueryException(query),
        };
    }

    private static (NpgsqlBatchCommand? Statement, Func<NpgsqlDataReader, PageToken> TokenOf) Newest(
        string sql, Tenant tenant, RecordKind kind, PageRequest page, string?[] texts, Func<NpgsqlParameter[]> values)
    {
        var after = page.After is null ? PageToken.BeforeNewest : PageToken.Read(page.After);
        return (
            StoreText.IsWellFormed(tenant.Id) && StoreText.IsWellFormed(after.Text) && texts.All(StoreText.IsWellFormed)
                ? Parameters.Statement(sql, [Parameters.Of(after.Number), Parameters.Of(after.Text), .. values()])
                : null,
            static row => new PageToken(row.GetInt64(8), StoredText.Decode(row.GetFieldValue<byte[]>(7))));
    }

    private static (NpgsqlBatchCommand? Statement, Func<NpgsqlDataReader, PageToken> TokenOf) LongestOverdue(
        string sql, NodaTime.Instant now, PageRequest page, NpgsqlParameter limit)
    {
        var after = page.After is null ? PageToken.BeforeOldest : PageToken.Read(page.After);
        return (
            Parameters.Statement(sql, Parameters.Of(now.ToUnixTimeMilliseconds()), Parameters.Of(after.Number), Parameters.Of(after.Row), limit),
            static row => PageToken.OfRow(row.GetInt64(8), row.GetInt64(9)));
    }

    private static NpgsqlParameter[] OfTenant(Tenant tenant, RecordKind kind) => [Parameters.Of(tenant.Id), Parameters.Of((short)kind)];

    private static NpgsqlParameter KeyOf(Tenant tenant, RecordKind kind, string text) => Parameters.Of(StoredText.KeyOf(tenant, kind, text));
}
