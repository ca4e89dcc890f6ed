using System.Text.Json.Serialization;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>
/// The last adoption of a restored store: nothing lives that was live before it. Every activation expects it, so that none slips in between.
/// </summary>
/// <param name="Number">Greater than that of every adoption before it.</param>
/// <param name="After">A position up to which the node that adopted the store had read it.</param>
/// <param name="AfterHash">The hash of the journal up to there.</param>
internal sealed record EpochRecord(long Number, long After, string AfterHash) : IRecordState
{
    public static RecordKey TheKey { get; } = new(Tenant.Application, RecordKind.Epoch, "epoch");

    /// <summary>A place in the journal before the entry of the adoption.</summary>
    [JsonIgnore]
    public JournalCursor Before => new(After, Convert.FromHexString(AfterHash));

    [JsonIgnore]
    public RecordKey Key => TheKey;

    [JsonIgnore]
    public RecordIndex Index => RecordIndex.None;

    /// <summary>
    /// Whether something had begun before an epoch did, which is when its entry was sealed: what was committed while the adoption was still being decided
    /// had. Within one millisecond nobody knows: then it had.
    /// </summary>
    /// <param name="epoch">When the entry of the adoption was sealed.</param>
    /// <param name="start">When the other began.</param>
    public static bool EndsWhatBegan(Instant epoch, Instant start) => Deadline.From(start).HasPassed(epoch);
}
