using JitAccess.Stores;

namespace JitAccess.Journal;

/// <summary>Turns a decision into a batch that a store can commit: what was read becomes expectations, what changed becomes sealed records.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class BatchBuilder(Authenticator authenticator, EntrySealer sealer)
{
    /// <summary>Builds the batch of one decision.</summary>
    /// <param name="before">What was loaded.</param>
    /// <param name="versions">The version of everything that was loaded; 0 for what was absent.</param>
    /// <param name="after">What is to be.</param>
    /// <param name="events">What happened, in order; empty for housekeeping.</param>
    /// <param name="actor">Who caused it.</param>
    /// <param name="validUntil">The first deadline on which the decision rests.</param>
    public CommitBatch Build(
        World before,
        IReadOnlyDictionary<RecordKey, long> versions,
        World after,
        IReadOnlyList<JitEvent> events,
        Actor actor,
        Deadline? validUntil = null)
    {
        var (written, removed) = after.ChangesSince(before);
        var content = written.Select(state => (State: state, Bytes: JournalJson.ToBytes(state))).ToList();
        var expectations = versions
            .Select(version => new RecordExpectation(version.Key, version.Value))
            .Concat(written.Where(state => !versions.ContainsKey(state.Key)).Select(state => new RecordExpectation(state.Key, 0)))
            .ToList();

        return new CommitBatch(expectations, head =>
        {
            if (validUntil is { } deadline && deadline.HasPassed(head.StoreTime))
            {
                return null;
            }

            var entries = new List<StoredEntry>(events.Count);
            var hash = head.Hash;
            foreach (var happened in events)
            {
                var entry = sealer.Seal(happened, actor, head.Position + entries.Count + 1, hash.Span, head.StoreTime);
                entries.Add(entry);
                hash = entry.Hash;
            }

            var position = head.Position + entries.Count;
            var writes = content
                .Select(item => new RecordWrite(
                    item.State.Key,
                    authenticator.Seal(item.State.Key, versions.GetValueOrDefault(item.State.Key) + 1, position, item.Bytes),
                    item.State.Index))
                .Concat(removed.Select(key => new RecordWrite(key, null, RecordIndex.None)))
                .ToList();
            return new SealedBatch(writes, entries);
        });
    }
}
