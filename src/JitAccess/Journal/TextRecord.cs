using System.Text.Json.Serialization;
using JitAccess.Stores;

namespace JitAccess.Journal;

/// <summary>Personal text beside the journal, which can be erased; entries and records hold its salted hash.</summary>
internal sealed record TextRecord(Tenant Tenant, string Hash, string Owner, string Salt, string Text) : IRecordState
{
    public static RecordKey KeyOf(Tenant tenant, string hash) => new(tenant, RecordKind.Text, hash);

    [JsonIgnore]
    public RecordKey Key => KeyOf(Tenant, Hash);

    [JsonIgnore]
    public RecordIndex Index => new() { Subject = Owner };
}
