using System.Collections.Immutable;
using JitAccess.Journal;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Committing;

/// <summary>Records that were read together, each verified.</summary>
/// <param name="World">Their content.</param>
/// <param name="Versions">The version of everything that was asked for; 0 for what does not exist.</param>
/// <param name="Now">The store's time.</param>
internal sealed record Loaded(World World, IReadOnlyDictionary<RecordKey, long> Versions, Instant Now)
{
    /// <summary>What does not verify and can be done without: it is not in <see cref="World"/>, is not expected, and is not written either.</summary>
    public ImmutableHashSet<RecordKey> LeftAlone { get; init; } = [];

    /// <summary>The position of the last entry that each record was written with.</summary>
    public required IReadOnlyDictionary<RecordKey, long> Positions { get; init; }

    /// <summary>The position of the last entry that a record was written with; 0 for what does not exist.</summary>
    public long PositionOf(RecordKey key) => Positions.GetValueOrDefault(key);

    public long VersionOf(RecordKey key) => Versions.GetValueOrDefault(key);
}

/// <summary>Reads records and accepts only what the key authenticates.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RecordReader(IGrantStore store, Authenticator authenticator, BrokenRecords broken)
{
    /// <summary>Reads records, all of which have to verify.</summary>
    /// <exception cref="StoreUnavailableException">One does not (<see cref="Reason.JournalBroken"/>), or the store is away.</exception>
    public ValueTask<Loaded> LoadAsync(IReadOnlyCollection<RecordKey> keys, CancellationToken cancellationToken) =>
        LoadAsync(keys, static _ => false, cancellationToken);

    /// <summary>Reads records, some of which can be done without when they do not verify.</summary>
    /// <exception cref="StoreUnavailableException">Another does not verify (<see cref="Reason.JournalBroken"/>), or the store is away.</exception>
    public async ValueTask<Loaded> LoadAsync(
        IReadOnlyCollection<RecordKey> keys, Predicate<RecordKey> canDoWithout, CancellationToken cancellationToken)
    {
        var wanted = keys.Distinct().ToList();
        var loaded = await store.LoadAsync(wanted, cancellationToken).ConfigureAwait(false);
        var versions = wanted.ToDictionary(key => key, _ => 0L);
        var world = World.Empty;
        var leftAlone = ImmutableHashSet<RecordKey>.Empty;
        foreach (var record in loaded.Records)
        {
            if ((canDoWithout(record.Key) ? ReadIfWhole(record) : Read(record)) is { } state)
            {
                versions[record.Key] = record.Version;
                world = world.With(state);
            }
            else
            {
                versions.Remove(record.Key);
                leftAlone = leftAlone.Add(record.Key);
            }
        }

        return new Loaded(world, versions, loaded.StoreTime) 
        {
            LeftAlone = leftAlone,
            Positions = loaded.Records.ToDictionary(record => record.Key, record => record.Position),
        };
    }

    /// <summary>Reads one record's state, if it verifies; if not, the log says so.</summary>
    public IRecordState? ReadIfWhole(StoredRecord record)
    {
        try
        {
            return Read(record);
        }
        catch (StoreUnavailableException)
        {
            broken.Report(record);
            return null;
        }
    }

    /// <summary>Reads one record's state.</summary>
    /// <exception cref="StoreUnavailableException">It does not verify (<see cref="Reason.JournalBroken"/>).</exception>
    public IRecordState Read(StoredRecord record)
    {
        try
        {
            if (authenticator.Verifies(record) && JournalJson.Read(record) is var state && state.Key == record.Key
                && (state is not TextRecord text || PersonalTexts.IsAuthentic(text)))
            {
                return state;
            }
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw Broken(record, exception);
        }

        throw Broken(record, null);
    }

    private static StoreUnavailableException Broken(StoredRecord record, Exception? cause) =>
        new($"A record of kind {record.Key.Kind} at position {record.Position} does not verify: it was changed outside JitAccess, or its key is missing.", cause)
        {
            Reason = Reason.JournalBroken,
        };
}
