using JitAccess.Stores;
using NodaTime;

namespace JitAccess.StoreConformance.Tests;

/// <summary>What has gone wrong in stores.</summary>
internal static class Flaws
{
    /// <summary>Acknowledges before it has written.</summary>
    internal sealed class Hasty : FlawedStore
    {
        public override ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            _ = Inner.CommitAsync(batch, cancellationToken).AsTask();
            return new(CommitResult.Of(new SealedBatch([], [])));
        }
    }

    /// <summary>Says that everything was committed.</summary>
    internal sealed class Flattering : FlawedStore
    {
        public override async ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) =>
            (await Inner.CommitAsync(batch, cancellationToken)) with { IsCommitted = true };
    }

    /// <summary>Seals, and seals again.</summary>
    internal sealed class SealingTwice : FlawedStore
    {
        public override ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => Inner.CommitAsync(
            new CommitBatch(batch.Expectations, head => batch.Seal(head) is null ? null : batch.Seal(head)), cancellationToken);
    }

    /// <summary>Writes for those who have gone.</summary>
    internal sealed class Deaf : FlawedStore
    {
        public override ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => Inner.CommitAsync(batch, default);
    }

    /// <summary>Takes every cursor for one of its own.</summary>
    internal sealed class Credulous : FlawedStore
    {
        public override async ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken) =>
            (await Inner.ReadJournalAsync(after, limit, cancellationToken)) with { HoldsPrefix = true };
    }

    /// <summary>Leaves an entry out now and then.</summary>
    internal sealed class Skipping : FlawedStore
    {
        public override async ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken)
        {
            var page = await Inner.ReadJournalAsync(after, limit, cancellationToken);
            return page with { Entries = [.. page.Entries.Where(entry => entry.Position % 7 != 0)] };
        }
    }

    /// <summary>Shows ticks that no entry can hold.</summary>
    internal sealed class Precise : FlawedStore
    {
        public override async ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
        {
            var found = await Inner.LoadAsync(keys, cancellationToken);
            return found with { StoreTime = found.StoreTime + Duration.FromTicks(1) };
        }
    }

    /// <summary>Reads one key after the other, each as it is then.</summary>
    internal sealed class Torn : FlawedStore
    {
        public override async ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
        {
            var loaded = await Inner.LoadAsync([], cancellationToken);
            var records = new List<StoredRecord>();
            foreach (var key in keys)
            {
                loaded = await Inner.LoadAsync([key], cancellationToken);
                records.AddRange(loaded.Records);
            }

            return loaded with { Records = records };
        }
    }

    /// <summary>Takes ids for words.</summary>
    internal sealed class IgnoringCase : FlawedStore
    {
        public override ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken) => Inner.LoadAsync(
            [.. keys, .. keys.Select(key => key with { Id = key.Id.ToLowerInvariant() }), .. keys.Select(key => key with { Id = key.Id.Replace("amina", "Amina", StringComparison.Ordinal) })],
            cancellationToken);
    }

    /// <summary>Reads what is live when it is asked for it, not as of the head that it gave.</summary>
    internal sealed class Late : FlawedStore
    {
        public override async ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken)
        {
            await using var early = await Inner.ReadLiveGrantsAsync(cancellationToken);
            return new LiveGrantSnapshot(early.Head, early.Incarnation, RecordsAsync());
        }

        private async IAsyncEnumerable<StoredRecord> RecordsAsync()
        {
            await using var late = await Inner.ReadLiveGrantsAsync(default);
            await foreach (var record in late.Records)
            {
                yield return record;
            }
        }
    }

    /// <summary>Starts every page at the beginning.</summary>
    internal sealed class Endless : FlawedStore
    {
        public override ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken) =>
            Inner.QueryAsync(query, page with { After = null }, cancellationToken);
    }

    /// <summary>Forgets more than it was asked to.</summary>
    internal sealed class Thorough : FlawedStore
    {
        public override async ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken) =>
            await Inner.EraseAsync(erasure, cancellationToken)
            + await Inner.EraseAsync(((Erasure.TextsOf)erasure) with { Tenant = Tenant.Of("north") }, cancellationToken);
    }
}
