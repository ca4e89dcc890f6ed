using System.Security.Cryptography;
using System.Text;
using JitAccess.Stores;
using JitAccess.Tests.Time;
using NodaTime;

namespace JitAccess.StoreContract;

/// <summary>Builds batches the way the core does, with bytes that say what they are.</summary>
internal sealed class Batch
{
    private readonly List<RecordExpectation> _expectations = [];
    private readonly List<(RecordKey Key, long Version, RecordIndex Index, byte[]? Bytes)> _writes = [];
    private readonly List<(Tenant Tenant, string Text)> _entries = [];

    /// <summary>The deadline of open requests and grants, unless a test says otherwise.</summary>
    public static Deadline Later { get; } = Deadline.After(ManualTime.Start, Duration.FromHours(1));

    /// <summary>Called when the store seals.</summary>
    public Action<JournalHead> OnSeal { get; set; } = static _ => { };

    public static RecordKey Key(string id, RecordKind kind = RecordKind.Grant, string tenant = "default") => new(Tenant.Of(tenant), kind, id);

    /// <summary>The index of a request or grant; the final states are those that no test calls open.</summary>
    public static RecordIndex State(string state, string? subject = "amina", string? policy = "refund-order", params string[] parties)
    {
        var isTerminal = state is not ("pending" or "scheduled" or "claimable" or "active");
        return new RecordIndex
        {
            State = state,
            IsTerminal = isTerminal,
            Due = isTerminal ? null : Later,
            Subject = subject,
            Policy = policy,
            Parties = [.. parties],
        };
    }

    /// <summary>A batch that creates one active grant with one entry.</summary>
    public static Batch NewGrant(string id, RecordIndex? index = null, string tenant = "default") =>
        new Batch().Put(Key(id, RecordKind.Grant, tenant), 0, index ?? State("active")).Entry(tenant: tenant);

    public Batch Expect(RecordKey key, long version)
    {
        _expectations.Add(new RecordExpectation(key, version));
        return this;
    }

    public Batch Put(RecordKey key, long version, RecordIndex? index = null, byte[]? bytes = null)
    {
        _writes.Add((key, version, index ?? RecordIndex.None, bytes ?? Encoding.UTF8.GetBytes($"{key.Id} after {version}")));
        return Expect(key, version);
    }

    public Batch Remove(RecordKey key, long version)
    {
        _writes.Add((key, version, RecordIndex.None, null));
        return Expect(key, version);
    }

    public Batch Entry(string text = "", string tenant = "default")
    {
        _entries.Add((Tenant.Of(tenant), text));
        return this;
    }

    public CommitBatch Build() => new(_expectations, Seal);

    public SealedBatch Seal(JournalHead head)
    {
        OnSeal(head);
        var entries = new List<StoredEntry>();
        var hash = head.Hash;
        foreach (var (tenant, text) in _entries)
        {
            var position = head.Position + entries.Count + 1;
            var bytes = Encoding.UTF8.GetBytes($"{position}|{Convert.ToHexStringLower(hash.Span)}|{text}");
            entries.Add(new StoredEntry(position, tenant, head.StoreTime, bytes, SHA256.HashData(bytes), "k1", MacOf(bytes)));
            hash = entries[^1].Hash;
        }

        var last = head.Position + entries.Count;
        var writes = _writes.Select(write => new RecordWrite(
            write.Key,
            write.Bytes is null ? null : new StoredRecord(write.Key, write.Version + 1, last, write.Bytes, "k2", MacOf(write.Bytes)),
            write.Index));
        return new SealedBatch([.. writes], entries);
    }

    /// <summary>The text that an entry was made of.</summary>
    public static string TextOf(StoredEntry entry) => Encoding.UTF8.GetString(entry.Bytes.Span).Split('|', 3)[2];

    /// <summary>Sees that entries follow each other without a gap, each holding the hash of the one before.</summary>
    public static void AssertChain(IReadOnlyList<StoredEntry> entries, JournalCursor after)
    {
        foreach (var entry in entries)
        {
            Assert.Equal(after.Position + 1, entry.Position);
            Assert.Equal(Convert.ToHexStringLower(after.Hash.Span), Encoding.UTF8.GetString(entry.Bytes.Span).Split('|')[1]);
            Assert.Equal(SHA256.HashData(entry.Bytes.Span), entry.Hash.ToArray());
            after = new JournalCursor(entry.Position, entry.Hash);
        }
    }

    private static byte[] MacOf(byte[] bytes) => SHA256.HashData([.. bytes, 1]);
}
