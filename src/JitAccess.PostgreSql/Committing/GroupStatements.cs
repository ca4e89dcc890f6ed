using System.Globalization;
using System.Runtime.InteropServices;
using JitAccess.Stores;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>Turns what a group writes into one statement for each table: columns of values instead of rows.</summary>
internal static class GroupStatements
{
    public static IEnumerable<NpgsqlBatchCommand> Of(Statements sql, CommitGroup group)
    {
        var added = group.Writes.Where(item => item.Write.Record is not null && item.Number == 0).Select(item => item.Write).ToList();
        var changed = group.Writes.Where(item => item.Write.Record is not null && item.Number != 0).ToList();
        var removed = group.Writes.Where(item => item.Write.Record is null).Select(item => item.Number).ToList();

        // The journal first: a record names the position of its commit, and the database sees that it is there.
        if (group.Entries.Count > 0)
        {
            yield return InsertEntries(sql, group.Entries);
        }

        if (added.Count > 0)
        {
            yield return InsertRecords(sql, added);
        }

        if (changed.Count > 0)
        {
            yield return UpdateRecords(sql, changed);
        }

        if (removed.Count > 0)
        {
            yield return Parameters.Statement(sql.DeleteRecords, Parameters.Column(removed));
        }

        foreach (var statement in ChangeParties(sql, changed))
        {
            yield return statement;
        }

        yield return new NpgsqlBatchCommand(sql.Commit);
    }

    private static NpgsqlBatchCommand InsertEntries(Statements sql, List<StoredEntry> entries) => Parameters.Statement(
        sql.InsertEntries,
        Parameters.Column(entries.Select(entry => entry.Position)),
        Parameters.Column(entries.Select(entry => StoredText.Encode(entry.Tenant.Id))),
        Parameters.Column(entries.Select(entry => entry.Time.ToUnixTimeMilliseconds())),
        Parameters.Column(entries.Select(entry => Blob(entry.Bytes))),
        Parameters.Column(entries.Select(entry => Blob(entry.Hash))),
        Parameters.Column(entries.Select(entry => StoredText.Encode(entry.KeyId))),
        Parameters.Column(entries.Select(entry => Blob(entry.Mac))),
        Parameters.OfWord(sql.Channel),
        Parameters.OfWord(entries[^1].Position.ToString(CultureInfo.InvariantCulture)));

    private static NpgsqlBatchCommand InsertRecords(Statements sql, List<RecordWrite> writes) => Parameters.Statement(
        sql.InsertRecords,
        [
            Parameters.Column(writes.Select(write => StoredText.Encode(write.Key.Tenant.Id))),
            Parameters.Column(writes.Select(write => (short)write.Key.Kind)),
            Parameters.Column(writes.Select(write => StoredText.Encode(write.Key.Id))),
            .. Content(writes),
            .. PartiesOf(writes),
        ]);

    private static NpgsqlBatchCommand UpdateRecords(Statements sql, List<(RecordWrite Write, long Number)> changed) => Parameters.Statement(
        sql.UpdateRecords,
        [Parameters.Column(changed.Select(item => item.Number)), .. Content([.. changed.Select(item => item.Write)])]);

    // What is written of a record, whether it is new or not; in the order that both statements expect.
    private static NpgsqlParameter[] Content(List<RecordWrite> writes) =>
    [
        Parameters.Column(writes.Select(write => write.Record!.Version)),
        Parameters.Column(writes.Select(write => write.Record!.Position)),
        Parameters.Column(writes.Select(write => Blob(write.Record!.Bytes))),
        Parameters.Column(writes.Select(write => StoredText.Encode(write.Record!.KeyId))),
        Parameters.Column(writes.Select(write => Blob(write.Record!.Mac))),
        Parameters.Column(writes.Select(write => write.Index.State)),
        Parameters.Column(writes.Select(write => write.Index.IsTerminal)),
        Parameters.Column(writes.Select(write => write.Index.Due?.UnixMilliseconds)),
        Parameters.Column(writes.Select(write => StoredText.EncodeOptional(write.Index.Subject))),
        Parameters.Column(writes.Select(write => StoredText.EncodeOptional(write.Index.Policy))),
    ];

    private static IEnumerable<NpgsqlBatchCommand> ChangeParties(Statements sql, List<(RecordWrite Write, long Number)> changed)
    {
        if (changed.Count == 0)
        {
            yield break;
        }

        var staying = changed.Where(item => HasParties(item.Write)).ToList();
        if (staying.Count > 0)
        {
            yield return Parameters.Statement(sql.InsertParties, PartiesOf([.. staying.Select(item => item.Write)]));
        }

        yield return Parameters.Statement(
            sql.DeleteParties,
            Parameters.Column(changed.Select(item => item.Number)),
            Parameters.Column(staying.SelectMany(item => item.Write.Index.Parties.Select(_ => item.Number))),
            Parameters.Column(staying.SelectMany(item => PartyKeys(item.Write))));
    }

    private static NpgsqlParameter[] PartiesOf(List<RecordWrite> writes)
    {
        var named = writes.Where(HasParties).ToList();
        return
        [
            Parameters.Column(named.SelectMany(write => write.Index.Parties.Select(_ => StoredText.KeyOf(write.Key)))),
            Parameters.Column(named.SelectMany(PartyKeys)),
        ];
    }

    private static bool HasParties(RecordWrite write) => !write.Index.Parties.IsDefaultOrEmpty;

    private static IEnumerable<byte[]> PartyKeys(RecordWrite write) =>
        write.Index.Parties.Select(party => StoredText.KeyOf(write.Key.Tenant, write.Key.Kind, party));

    // Copied only when it is a part of something longer.
    private static byte[] Blob(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Array!.Length == segment.Count ? segment.Array : bytes.ToArray();
}
