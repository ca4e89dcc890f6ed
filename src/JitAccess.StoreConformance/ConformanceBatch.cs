using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace JitAccess.Stores;

/// <summary>Builds batches the way the core does, with bytes that say what they are: for the suite, and for the tests of your own beside it.</summary>
/// <remarks>Not safe for concurrent use; what <see cref="Build"/> made is, as long as the builder is left alone.</remarks>
public sealed class ConformanceBatch
{
    private readonly List<RecordExpectation> _expectations = [];
    private readonly List<(RecordKey Key, long Version, RecordIndex Index, byte[]? Bytes)> _writes = [];
    private readonly List<(Tenant Tenant, string Text)> _entries = [];

    /// <summary>Gets the deadline of open requests and grants, unless a test says otherwise: an hour after the suite's clock starts.</summary>
    public static Deadline Later { get; } = Deadline.After(SteppedTime.Start, Duration.FromHours(1));

    /// <summary>Gets or sets what is called when the store seals. <value>The default does nothing.</value></summary>
    public Action<JournalHead> OnSeal { get; set; } = static _ => { };

    /// <summary>Makes a key.</summary>
    /// <param name="id">The id.</param>
    /// <param name="kind">What the record holds.</param>
    /// <param name="tenant">The id of the tenant.</param>
    /// <returns>The key.</returns>
    public static RecordKey Key(string id, RecordKind kind = RecordKind.Grant, string tenant = "default") => new(Tenant.Of(tenant), kind, id);

    /// <summary>Makes the index of a request or grant: an open one is due <see cref="Later"/>, a final one never.</summary>
    /// <param name="state">The state, such as <c>pending</c> or <c>active</c>.</param>
    /// <param name="subject">The key of the subject.</param>
    /// <param name="policy">The name of the policy.</param>
    /// <param name="parties">The keys of the parties.</param>
    /// <returns>The index.</returns>
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

    /// <summary>Makes a batch that creates one grant, active unless its index says otherwise, with one entry.</summary>
    /// <param name="id">The id of the grant.</param>
    /// <param name="index">What is kept beside it.</param>
    /// <param name="tenant">The id of the tenant.</param>
    /// <returns>The batch.</returns>
    public static ConformanceBatch NewGrant(string id, RecordIndex? index = null, string tenant = "default") =>
        new ConformanceBatch().Put(Key(id, RecordKind.Grant, tenant), 0, index ?? State("active")).Entry(tenant: tenant);

    /// <summary>Expects a version of a record and does not write it.</summary>
    /// <param name="key">The record.</param>
    /// <param name="version">The version; 0 for none.</param>
    /// <returns>This batch.</returns>
    public ConformanceBatch Expect(RecordKey key, long version)
    {
        _expectations.Add(new RecordExpectation(key, version));
        return this;
    }

    /// <summary>Writes the next version of a record.</summary>
    /// <param name="key">The record.</param>
    /// <param name="version">The version that is expected; 0 for none.</param>
    /// <param name="index">What is kept beside it; <see langword="null"/> for nothing.</param>
    /// <param name="bytes">The content; <see langword="null"/> for one that names id and version.</param>
    /// <returns>This batch.</returns>
    public ConformanceBatch Put(RecordKey key, long version, RecordIndex? index = null, byte[]? bytes = null)
    {
        _writes.Add((key, version, index ?? RecordIndex.None, bytes ?? Encoding.UTF8.GetBytes($"{key.Id} after {version}")));
        return Expect(key, version);
    }

    /// <summary>Removes a record.</summary>
    /// <param name="key">The record.</param>
    /// <param name="version">The version that is expected.</param>
    /// <returns>This batch.</returns>
    public ConformanceBatch Remove(RecordKey key, long version)
    {
        _writes.Add((key, version, RecordIndex.None, null));
        return Expect(key, version);
    }

    /// <summary>Appends an entry.</summary>
    /// <param name="text">What it says: <see cref="TextOf"/>.</param>
    /// <param name="tenant">The id of the tenant.</param>
    /// <returns>This batch.</returns>
    public ConformanceBatch Entry(string text = "", string tenant = "default")
    {
        _entries.Add((Tenant.Of(tenant), text));
        return this;
    }

    /// <summary>Makes the batch that a store commits.</summary>
    /// <returns>The batch.</returns>
    public CommitBatch Build() => new(_expectations, Seal);

    /// <summary>Seals as the core would: positions, times and hashes follow the head.</summary>
    /// <param name="head">The head.</param>
    /// <returns>What the store writes.</returns>
    public SealedBatch Seal(JournalHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
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

    /// <summary>Gets the text that an entry was made of.</summary>
    /// <param name="entry">An entry that a batch of this class appended.</param>
    /// <returns>The text.</returns>
    public static string TextOf(StoredEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Encoding.UTF8.GetString(entry.Bytes.Span).Split('|', 3)[2];
    }

    /// <summary>Sees that entries follow each other without a gap, each holding the hash of the one before.</summary>
    /// <param name="entries">Entries that batches of this class appended.</param>
    /// <param name="after">What they follow.</param>
    /// <exception cref="ConformanceException">They do not.</exception>
    public static void AssertChain(IReadOnlyList<StoredEntry> entries, JournalCursor after)
    {
        ArgumentNullException.ThrowIfNull(entries);
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
