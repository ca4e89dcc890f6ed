using System.Globalization;

namespace JitAccess.Stores;

/// <summary>What every batch must be, whatever the store: a mistake in a batch stops here and never reaches a database.</summary>
internal static class BatchRules
{
    public const int MaxIdLength = 1600;
    public const int MaxParties = 64;
    private const int HashLength = 32;

    /// <summary>Refuses expectations that no store could hold.</summary>
    public static void Demand(IReadOnlyList<RecordExpectation> expectations)
    {
        foreach (var (key, version) in expectations)
        {
            if (version < 0 || string.IsNullOrEmpty(key.Id) || key.Id.Length > MaxIdLength || !StoreText.IsWellFormed(key.Id) || !StoreText.IsWellFormed(key.Tenant.Id))
            {
                throw new ArgumentException(
                    $"A batch expects version 0 or more of a record with an id of 1 to {MaxIdLength} well-formed characters, not {Show(key)} at {Text(version)}.",
                    nameof(expectations));
            }
        }
    }

    /// <summary>Refuses what was sealed when it does not follow the head, or writes a record in a way that the expectations do not cover.</summary>
    public static void Demand(IReadOnlyList<RecordExpectation> expectations, JournalHead head, SealedBatch batch)
    {
        DemandEntries(head, batch.Entries);
        var versions = new Dictionary<RecordKey, long>(expectations.Count);
        foreach (var expectation in expectations)
        {
            versions[expectation.Key] = expectation.Version;
        }

        var position = head.Position + batch.Entries.Count;
        foreach (var write in batch.Writes)
        {
            // Removed, so that a second write of the same record finds no expectation.
            if (!versions.Remove(write.Key, out var version))
            {
                throw Malformed($"it writes {Show(write.Key)} twice, or without expecting a version of it");
            }

            DemandWrite(write, version, position);
        }
    }

    private static void DemandEntries(JournalHead head, IReadOnlyList<StoredEntry> entries)
    {
        for (var index = 0; index < entries.Count; index++)
        {
            var entry = entries[index];
            if (entry.Position != head.Position + index + 1 || entry.Time != head.StoreTime)
            {
                throw Malformed($"entry {Text(entry.Position)} does not follow position {Text(head.Position + index)} at the store's time");
            }

            if (entry.Hash.Length != HashLength || entry.Mac.Length != HashLength)
            {
                throw Malformed($"entry {Text(entry.Position)} has a hash or an HMAC that is not of {HashLength} bytes");
            }
        }
    }

    private static void DemandWrite(RecordWrite write, long version, long position)
    {
        if (write.Record is not { } record)
        {
            if (version == 0)
            {
                throw Malformed($"it removes {Show(write.Key)}, which it expects not to exist");
            }

            return;
        }

        if (record.Key != write.Key || record.Version != version + 1 || record.Position != position || record.Mac.Length != HashLength)
        {
            throw Malformed($"{Show(write.Key)} must be sealed as version {Text(version + 1)} at position {Text(position)}");
        }

        var index = write.Index;
        var parties = index.Parties.IsDefault ? [] : index.Parties;
        if (parties.Length > MaxParties || parties.Append(index.State).Append(index.Subject).Append(index.Policy).Any(text => text is not null && !StoreText.IsWellFormed(text)))
        {
            throw Malformed($"{Show(write.Key)} has more than {MaxParties} parties, or text that is not well-formed beside it");
        }
    }

    private static InvalidOperationException Malformed(string what) =>
        new($"The batch cannot be committed: {what}. This is a defect of the code that sealed it.");

    private static string Show(RecordKey key) => $"{key.Kind} \"{SafeText.Show(key.Id ?? "")}\"";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
