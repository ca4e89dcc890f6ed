using System.Text.Json.Serialization;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>The text of one published policy set, kept for ever under its hash: what a request pins can always be read again.</summary>
internal sealed record PolicySetRecord(string Hash, string Text) : IRecordState
{
    public static RecordKey KeyOf(string hash) => new(Tenant.Application, RecordKind.PolicySet, hash);

    [JsonIgnore]
    public RecordKey Key => KeyOf(Hash);

    [JsonIgnore]
    public RecordIndex Index => RecordIndex.None;
}
