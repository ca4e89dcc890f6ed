using Microsoft.Data.Sqlite;
using Xunit;

namespace JitAccess.Sqlite.Tests.Connections;

/// <summary>What a statement is given is what the database has: exactly, however long or short.</summary>
public sealed class StatementTests : IDisposable
{
    private readonly Database _database = Database.Open("Data Source=:memory:;Pooling=false", new SqliteStoreOptions());

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("", "text")]
    [InlineData("amina", "text")]
    [InlineData("a\0b", "text")]
    [InlineData(null, "null")]
    [InlineData(0L, "integer")]
    [InlineData(long.MinValue, "integer")]
    [InlineData(new byte[0], "blob")]
    [InlineData(new byte[] { 0, 255 }, "blob")]
    public void Query_Value_IsOfItsType(object? value, string type)
    {
        using var row = _database.Query("SELECT typeof(@value), @value", ("@value", value));

        Assert.True(row.Read());
        Assert.Equal(type, row.GetString(0));
        object? read = type switch { "text" => row.GetString(1), "integer" => row.GetInt64(1), "blob" => row.GetBytes(1), _ => null };
        Assert.Equal(value, read);
        Assert.Equal(value is null, row.IsNull(1));
        Assert.False(row.Read());
    }

    [Theory]
    [InlineData(170)]
    [InlineData(171)]
    [InlineData(512)]
    [InlineData(100_000)]
    public void Query_LongText_IsWhole(int length)
    {
        var text = new string('\u20AC', length);

        using var row = _database.Query("SELECT @text, length(@text)", ("@text", text));

        Assert.True(row.Read());
        Assert.Equal((text, (long)length), (row.GetString(0), row.GetInt64(1)));
    }

    [Fact]
    public void Query_Again_TakesTheValuesOfThatRun()
    {
        foreach (var (text, number, bytes) in new (string?, long?, byte[]?)[] { ("a", 1, [1]), (null, null, null), ("", 0, []), ("b", 2, [2, 3]) })
        {
            using var row = _database.Query("SELECT @text, @number, @bytes", ("@number", number), ("@bytes", bytes), ("@text", text));

            Assert.True(row.Read());
            Assert.Equal((text, number, bytes?.Length), (row.IsNull(0) ? null : row.GetString(0), row.IsNull(1) ? null : row.GetInt64(1), row.IsNull(2) ? null : row.GetBytes(2).Length));
        }
    }

    [Fact]
    public void Query_NameThatTheStatementLacks_Throws() =>
        Assert.Equal(SQLitePCL.raw.SQLITE_RANGE, Assert.Throws<SqliteException>(() => _database.Execute("SELECT @a", ("@b", 1L))).SqliteErrorCode);

    [Fact]
    public void Query_ValueOfAnotherType_Throws() =>
        Assert.Contains("Int32", Assert.Throws<ArgumentException>(() => _database.Execute("SELECT @a", ("@a", 1))).Message, StringComparison.Ordinal);

    [Fact]
    public void Execute_AfterAFailure_RunsAgain()
    {
        _database.Run("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT");
        const string Insert = "INSERT INTO t (id, name) VALUES (@id, @name)";

        var refused = Assert.Throws<SqliteException>(() => _database.Execute(Insert, ("@id", 1L), ("@name", null)));
        _database.Execute(Insert, ("@id", 1L), ("@name", "amina"));

        Assert.Equal(SQLitePCL.raw.SQLITE_CONSTRAINT, refused.SqliteErrorCode);
        Assert.Equal((1, 1L), (_database.Changes, _database.LastRow));
    }
}
