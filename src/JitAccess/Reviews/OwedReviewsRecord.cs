using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>Every review that is owed in a tenant. Whoever breaks the glass compares and writes it, so that one human cannot break it twice at once.</summary>
internal sealed record OwedReviewsRecord(Tenant Tenant, ImmutableArray<OwedReview> Owed) : IRecordState
{
    public static RecordKey KeyOf(Tenant tenant) => new(tenant, RecordKind.OwedReviews, "owed");

    [JsonIgnore]
    public RecordKey Key => KeyOf(Tenant);

    [JsonIgnore]
    public RecordIndex Index => RecordIndex.None;

    /// <summary>Everybody in it: who broke the glass, and those that they acted for.</summary>
    [JsonIgnore]
    public IEnumerable<Subject> People => Owed.SelectMany(owed => owed.ActsFor.Prepend(owed.Subject));
}

/// <summary>A review that is owed, and by whose deed.</summary>
internal sealed record OwedReview(string Grant, Subject Subject, ImmutableArray<Subject> ActsFor);
