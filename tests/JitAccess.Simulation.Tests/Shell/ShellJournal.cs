using JitAccess.Journal;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Simulation;

/// <summary>Commits real records and sealed entries to the store in memory, and keeps the truth about them.</summary>
internal sealed class ShellJournal(Agenda agenda, InMemoryStore store, Authenticator authenticator)
{
    private readonly EntrySealer _sealer = new(authenticator);

    public List<SimulatedGrant> Grants { get; } = [];

    public long Position { get; private set; }

    public IReadOnlyList<StoredEntry> Begin(SimulatedGrant grant)
    {
        var record = RecordOf(grant);
        var entries = Commit(record, version: 0, new GrantActivated(record, []));
        grant.LiveFrom = agenda.Now;
        Grants.Add(grant);
        return entries;
    }

    public IReadOnlyList<StoredEntry> End(SimulatedGrant grant)
    {
        var record = RecordOf(grant) with { State = GrantState.Revoked, EndedAt = Instant.FromUnixTimeMilliseconds(grant.StartMilliseconds) };
        var entries = Commit(
            record, version: 1, new GrantRevoked(record.Subject.Tenant, record.Id, record.Subject, record.Start, "t"));
        grant.EndedAt = agenda.Now;
        return entries;
    }

    private IReadOnlyList<StoredEntry> Commit(GrantRecord record, long version, JitEvent happened)
    {
        var batch = new CommitBatch([new RecordExpectation(record.Key, version)], head =>
        {
            var entry = _sealer.Seal(happened, Actor.Housekeeping, head.Position + 1, head.Hash.Span, head.StoreTime);
            var sealedRecord = authenticator.Seal(record.Key, version + 1, entry.Position, JournalJson.ToBytes(record));
            return new SealedBatch([new RecordWrite(record.Key, sealedRecord, record.Index)], [entry]);
        });
        var result = AtOnce.Of(store.CommitAsync(batch, CancellationToken.None));
        Position = result.Entries[^1].Position;
        return result.Entries;
    }

    private static GrantRecord RecordOf(SimulatedGrant grant) => new()
    {
        Id = grant.Live.Grant,
        RequestId = "q",
        Subject = grant.Live.Subject,
        ActsFor = [],
        Policy = new PolicyPin("p", "s", 1, "h"),
        Scopes = grant.Live.Scopes,
        State = GrantState.Active,
        Start = Instant.FromUnixTimeMilliseconds(grant.StartMilliseconds),
        End = grant.Live.End,
        RecordsUse = false,
        ApprovedBy = [],
    };
}
