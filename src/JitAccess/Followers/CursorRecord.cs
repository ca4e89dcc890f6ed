using System.Text.Json.Serialization;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>How far a cluster follower has come.</summary>
/// <param name="Follower">The name of the follower.</param>
/// <param name="Position">The last entry that was delivered or set aside.</param>
/// <param name="Hash">The hash of that entry.</param>
/// <param name="Handed">The last entry that was handed to the follower: those after <paramref name="Position"/> may have arrived.</param>
internal sealed record CursorRecord(string Follower, long Position, string Hash, long Handed) : IRecordState
{
    public static CursorRecord StartOf(string follower) =>
        new(follower, 0, Convert.ToHexStringLower(JournalHead.NoHash.Span), 0);

    public static RecordKey KeyOf(string follower) => new(Tenant.Application, RecordKind.Cursor, follower);

    [JsonIgnore]
    public JournalCursor Cursor => new(Position, Convert.FromHexString(Hash));

    [JsonIgnore]
    public RecordKey Key => KeyOf(Follower);

    [JsonIgnore]
    public RecordIndex Index => RecordIndex.None;

    /// <summary>The cursor after an entry.</summary>
    public CursorRecord After(StoredEntry entry) =>
        this with { Position = entry.Position, Hash = Convert.ToHexStringLower(entry.Hash.Span), Handed = Math.Max(Handed, entry.Position) };
}
