using System.Globalization;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>Begins transactions that write: durable whatever the server's default is, and cut off when their node stops in the middle.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class WriteTransactions(Statements sql, PostgreSqlStoreOptions options)
{
    // A node that stops between two round trips holds what it has locked; the server ends its transaction then. Milliseconds.
    private const string LongestPause = "2000";

    private readonly string _longestWait = ((long)options.CommandTimeout.TotalMilliseconds * 9 / 10).ToString(CultureInfo.InvariantCulture);

    /// <summary>A batch whose first statements begin the transaction; the second of them has a result.</summary>
    public NpgsqlBatch Begin(NpgsqlConnection connection)
    {
        var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.BeginWriting));
        batch.BatchCommands.Add(Parameters.Statement(sql.SetLimits, Parameters.OfWord(_longestWait), Parameters.OfWord(LongestPause)));
        return batch;
    }
}
