using System.Text.Json.Serialization;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>Which node runs a cluster follower, and until when in the store's time.</summary>
/// <param name="Follower">The name of the follower.</param>
/// <param name="Holder">The node: an id that it made when it started.</param>
/// <param name="Until">From then on another node may take over.</param>
internal sealed record LeaseRecord(string Follower, string Holder, Deadline Until) : IRecordState
{
    public static RecordKey KeyOf(string follower) => new(Tenant.Application, RecordKind.Lease, follower);

    [JsonIgnore]
    public RecordKey Key => KeyOf(Follower);

    [JsonIgnore]
    public RecordIndex Index => RecordIndex.None;
}
