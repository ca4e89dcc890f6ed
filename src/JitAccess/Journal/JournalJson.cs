using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitAccess.Stores;

namespace JitAccess.Journal;

/// <summary>How records and the data of entries are written. What was written once is read for ever: members are added, never renamed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(TenantJsonConverter), typeof(SubjectJsonConverter), typeof(PermissionJsonConverter), typeof(ResourceJsonConverter),
        typeof(InstantJsonConverter), typeof(DurationJsonConverter), typeof(DeadlineJsonConverter), typeof(RequestStateJsonConverter),
        typeof(GrantStateJsonConverter), typeof(VoteDecisionJsonConverter), typeof(ReviewOutcomeJsonConverter),
    ])]
[JsonSerializable(typeof(RequestRecord))]
[JsonSerializable(typeof(GrantRecord))]
[JsonSerializable(typeof(LedgerRecord))]
[JsonSerializable(typeof(GenerationRecord))]
[JsonSerializable(typeof(CatalogueRecord))]
[JsonSerializable(typeof(PolicySetRecord))]
[JsonSerializable(typeof(IdempotencyRecord))]
[JsonSerializable(typeof(TextRecord))]
[JsonSerializable(typeof(CursorRecord))]
[JsonSerializable(typeof(LeaseRecord))]
[JsonSerializable(typeof(SetAsideRecord))]
[JsonSerializable(typeof(EpochRecord))]
[JsonSerializable(typeof(OwedReviewsRecord))]
[JsonSerializable(typeof(DelegationsRecord))]
[JsonSerializable(typeof(RequestSubmitted))]
[JsonSerializable(typeof(VoteCast))]
[JsonSerializable(typeof(StageReminded))]
[JsonSerializable(typeof(StageEscalated))]
[JsonSerializable(typeof(GrantEnding))]
[JsonSerializable(typeof(DelegationMade))]
[JsonSerializable(typeof(DelegationEnded))]
[JsonSerializable(typeof(RequestApproved))]
[JsonSerializable(typeof(RequestDenied))]
[JsonSerializable(typeof(RequestWithdrawn))]
[JsonSerializable(typeof(RequestLapsed))]
[JsonSerializable(typeof(GrantActivated))]
[JsonSerializable(typeof(GrantScheduled))]
[JsonSerializable(typeof(GrantClaimable))]
[JsonSerializable(typeof(GrantUsed))]
[JsonSerializable(typeof(GrantUsedUp))]
[JsonSerializable(typeof(GrantReleased))]
[JsonSerializable(typeof(GrantRevoked))]
[JsonSerializable(typeof(GrantCutOff))]
[JsonSerializable(typeof(GrantExpired))]
[JsonSerializable(typeof(GrantsRevoked))]
[JsonSerializable(typeof(GlassBroken))]
[JsonSerializable(typeof(GrantReviewed))]
[JsonSerializable(typeof(AccessBypassed))]
[JsonSerializable(typeof(PolicySetPublished))]
[JsonSerializable(typeof(EntryForgotten))]
[JsonSerializable(typeof(StoreAdopted))]
[JsonSerializable(typeof(ErasureOrdered))]
[JsonSerializable(typeof(PersonalTextErased))]
[JsonSerializable(typeof(KeyAdded))]
[JsonSerializable(typeof(KeyRotated))]
[JsonSerializable(typeof(ImmutableArray<Scope>))]
[JsonSerializable(typeof(ImmutableArray<Subject>))]
[JsonSerializable(typeof(Subject))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>Serialises a record or an event by its own type.</summary>
    public static byte[] ToBytes(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Default);

    /// <summary>Writes a record or an event by its own type.</summary>
    public static void Write(Utf8JsonWriter writer, object value) => JsonSerializer.Serialize(writer, value, value.GetType(), Default);

    /// <summary>Reads a record's state.</summary>
    public static IRecordState Read(StoredRecord record)
    {
        var type = record.Key.Kind switch
        {
            RecordKind.Request => typeof(RequestRecord),
            RecordKind.Grant => typeof(GrantRecord),
            RecordKind.Ledger => typeof(LedgerRecord),
            RecordKind.Generation => typeof(GenerationRecord),
            RecordKind.Catalogue => typeof(CatalogueRecord),
            RecordKind.PolicySet => typeof(PolicySetRecord),
            RecordKind.Idempotency => typeof(IdempotencyRecord),
            RecordKind.Text => typeof(TextRecord),
            RecordKind.Cursor => typeof(CursorRecord),
            RecordKind.Lease => typeof(LeaseRecord),
            RecordKind.SetAside => typeof(SetAsideRecord),
            RecordKind.Epoch => typeof(EpochRecord),
            RecordKind.OwedReviews => typeof(OwedReviewsRecord),
            RecordKind.Delegations => typeof(DelegationsRecord),
            _ => throw new JsonException($"No state is known for records of kind {record.Key.Kind}."),
        };
        return (IRecordState?)JsonSerializer.Deserialize(record.Bytes.Span, type, Default) ?? throw new JsonException("A record holds null.");
    }
}
