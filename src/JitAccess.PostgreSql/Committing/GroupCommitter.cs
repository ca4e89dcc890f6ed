using JitAccess.Stores;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>
/// Commits groups of batches, each group in one transaction of two round trips: lock the head and read what the batches expect; write what the
/// winners sealed.
/// </summary>
/// <remarks>
/// Whoever commits, on whichever node, locks the head first. So commits follow each other, positions have no gaps and become visible in order,
/// and what was read after the lock holds until the commit.
/// </remarks>
internal sealed class GroupCommitter(Server server, Statements sql, HeadReader heads, WriteTransactions transactions)
{
    /// <summary>The most batches of a transaction.</summary>
    public const int MaxGroup = 64;

    /// <summary>Commits a group and settles each of its items.</summary>
    public async ValueTask WriteAsync(IReadOnlyList<GroupItem<CommitBatch, CommitResult>> group)
    {
        var waiting = group;
        try
        {
            while (waiting.Count > 0)
            {
                waiting = await WriteTogetherAsync(waiting).ConfigureAwait(false);
            }
        }
        catch (PostgresException refused) when (PostgreSqlFailure.IsRefusal(refused) && waiting.Count > 1)
        {
            // The guards of the database found what ours did not. Each on its own, so that whoever is at fault fails alone.
            foreach (var item in waiting)
            {
                await WriteAloneAsync(item).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            throw Explain(exception);
        }
    }

    private async Task WriteAloneAsync(GroupItem<CommitBatch, CommitResult> item)
    {
        try
        {
            await WriteTogetherAsync([item]).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            item.Fail(Explain(exception));
        }
    }

    // Those that have to wait for the next transaction.
    private async Task<List<GroupItem<CommitBatch, CommitResult>>> WriteTogetherAsync(IReadOnlyList<GroupItem<CommitBatch, CommitResult>> items)
    {
        await using var connection = await server.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        var group = await LockAsync(connection, items).ConfigureAwait(false);
        var later = items.Where(item => !group.TryAdd(item)).ToList();
        if (!group.IsEmpty)
        {
            await using var batch = connection.CreateBatch();
            foreach (var statement in GroupStatements.Of(sql, group))
            {
                batch.BatchCommands.Add(statement);
            }

            await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }

        group.Tell();
        return later;
    }

    // Statement by statement: what the lock waited for is seen by the statements that follow it, and the time is read after it.
    private async Task<CommitGroup> LockAsync(NpgsqlConnection connection, IEnumerable<GroupItem<CommitBatch, CommitResult>> items)
    {
        var keys = items.SelectMany(item => item.Work.Expectations).Select(expected => expected.Key).Distinct().ToDictionary(StoredText.KeyOf, DigestComparer.Instance);
        await using var batch = transactions.Begin(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.LockHead));
        batch.BatchCommands.Add(Parameters.Statement(sql.SelectHeadAndVersions, Parameters.Column(keys.Keys)));

        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await reader.NextResultAsync(CancellationToken.None).ConfigureAwait(false); // past the settings
        await reader.NextResultAsync(CancellationToken.None).ConfigureAwait(false); // past the lock
        var head = await heads.ReadAsync(reader, CancellationToken.None).ConfigureAwait(false);
        var versions = new Dictionary<RecordKey, StoredVersion>();
        do
        {
            if (Rows.Version(reader) is { } found)
            {
                versions.Add(keys[found.Key], found.Stored);
            }
        }
        while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false));
        return new CommitGroup(head.Journal, versions);
    }

    private Exception Explain(Exception exception) => PostgreSqlFailure.Explain(exception, server.Name);
}
