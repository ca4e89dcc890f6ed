using JitAccess.Stores;

namespace JitAccess.Sqlite.Tests.Reading;

/// <summary>Every query has an index that finds and orders; nothing is looked at in vain, nothing is sorted.</summary>
public sealed class QueryPlanTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public async Task InitializeAsync() => await _folder.NewInitializedStoreAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Plans => new()
    {
        { Queries.OfParty, "SEARCH parties USING PRIMARY KEY (tenant=? AND kind=? AND party=? AND (created_position,id)<(?,?)) | SEARCH records USING INTEGER PRIMARY KEY (rowid=?)" },
        { Queries.OfTenant, "SEARCH records USING INDEX records_of_tenant (tenant=? AND kind=? AND (created_position,id)<(?,?))" },
        { Queries.Open, "SEARCH records USING INDEX records_open (tenant=? AND kind=? AND (created_position,id)<(?,?))" },
        { Queries.OpenOfSubject, "SEARCH records USING INDEX records_open_of_subject (tenant=? AND kind=? AND subject=? AND (created_position,id)<(?,?))" },
        { Queries.Due, "SEARCH records USING INDEX records_due (due>? AND due<?)" },
        { LiveGrants.Sql, "SCAN records USING INDEX records_open" },
        { Eraser.EraseTexts, "SEARCH records USING COVERING INDEX texts_of_subject (tenant=? AND subject=?)" },
        { RecordReader.SelectOne, "SEARCH records USING INDEX sqlite_autoindex_records_1 (tenant=? AND kind=? AND id=?)" },
        { RecordTable.SelectVersion, "SEARCH records USING INDEX sqlite_autoindex_records_1 (tenant=? AND kind=? AND id=?)" },
        { RecordTable.SelectParties, "SEARCH parties USING COVERING INDEX parties_of_row (row=?)" },
        { RecordTable.DeleteParty, "SEARCH parties USING COVERING INDEX parties_of_row (row=? AND party=?)" },
        { JournalReader.SelectAfter, "SEARCH journal USING INTEGER PRIMARY KEY (rowid>?)" },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void EveryQuery_HasItsIndex(string sql, string plan)
    {
        using var command = _folder.OpenRaw().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var name in sql.Split([' ', ',', ')', '(', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Where(word => word[0] == '@').Distinct())
        {
            command.Parameters.AddWithValue(name, 1);
        }

        var steps = new List<string>();
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            steps.Add(row.GetString(3));
        }

        Assert.Equal(plan, string.Join(" | ", steps));
    }

    [Fact]
    public void EveryStatementOfTheClosedSet_IsLookedAt() =>
        Assert.Equal(4, typeof(StoreQuery).GetNestedTypes().Count(type => type.IsSubclassOf(typeof(StoreQuery))));
}
