using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>Which version of each policy set is published. It belongs to the application, not to a tenant.</summary>
internal sealed record CatalogueRecord(ImmutableArray<PublishedSet> Sets) : IRecordState
{
    /// <summary>The key of the one catalogue.</summary>
    public static RecordKey TheKey { get; } = new(Tenant.Application, RecordKind.Catalogue, "policies");

    /// <summary>The catalogue before the first publication.</summary>
    public static CatalogueRecord Empty { get; } = new([]);

    [JsonIgnore]
    public RecordKey Key => TheKey;

    [JsonIgnore]
    public RecordIndex Index => RecordIndex.None;

    public PublishedSet? Find(string set) => Sets.FirstOrDefault(item => string.Equals(item.Name, set, StringComparison.Ordinal));
}

/// <summary>A published policy set; whether it has guardrails is absent where it has none.</summary>
internal sealed record PublishedSet(string Name, int Version, string Hash, ImmutableArray<string> Policies, Instant At, bool? Guards = null);
