using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>What an accepted command under an idempotency key answered: the records as they were then, so that a repetition gets the same answer.</summary>
internal sealed record IdempotencyRecord : IRecordState
{
    public required Tenant Tenant { get; init; }

    /// <summary>The hash of subject, route and key.</summary>
    public required string Id { get; init; }

    /// <summary>The fingerprint of the body, under a key that is not in the store.</summary>
    public required string Body { get; init; }

    public required Deadline Until { get; init; }

    /// <summary>When it was answered.</summary>
    public required Instant At { get; init; }

    /// <summary>The version that the answered record had.</summary>
    public required long Version { get; init; }

    public RequestRecord? Request { get; init; }

    /// <summary>The stages of the request as they were answered: policies and people may change.</summary>
    public ImmutableArray<ShownStage>? Stages { get; init; }

    public GrantRecord? Grant { get; init; }

    /// <summary>Whether a grant went live by it.</summary>
    [JsonIgnore]
    public bool MadeAccess => Request is { State: RequestState.Approved };

    public static RecordKey KeyOf(Tenant tenant, string id) => new(tenant, RecordKind.Idempotency, id);

    [JsonIgnore]
    public RecordKey Key => KeyOf(Tenant, Id);

    [JsonIgnore]
    public RecordIndex Index => new() { Due = Until };
}
