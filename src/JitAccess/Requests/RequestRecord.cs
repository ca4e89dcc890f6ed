using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>A request as it is stored.</summary>
internal sealed record RequestRecord : IRecordState
{
    public required string Id { get; init; }

    public required Subject Subject { get; init; }

    public required ImmutableArray<Subject> ActsFor { get; init; }

    /// <summary>The reference of the requester's display name.</summary>
    public string? Name { get; init; }

    public required PolicyPin Policy { get; init; }

    /// <summary>What is asked for now, after every narrowing.</summary>
    public required ImmutableArray<Scope> Scopes { get; init; }

    /// <summary>How long it is asked for, after every narrowing.</summary>
    public required Duration Duration { get; init; }

    /// <summary>The grant that this asks more time for.</summary>
    public string? Extends { get; init; }

    /// <summary>When access is to begin; with its approval when nothing is said.</summary>
    public Instant? StartAt { get; init; }

    /// <summary>The reference of the justification's text.</summary>
    public string? Justification { get; init; }

    /// <summary>How many characters the justification had, white space around it left out; 0 when there was none.</summary>
    public int JustificationLength { get; init; }

    public string? Ticket { get; init; }

    /// <summary>The state that was last written; what it is now is <see cref="StateAt"/>.</summary>
    public required RequestState State { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Deadline Lapses { get; init; }

    /// <summary>What the requester's session presented at submission.</summary>
    public required ImmutableArray<RecordedFact> Presented { get; init; }

    /// <summary>Whether the directory knew the requester then: its word stands ever after, and claims do not come back when it knows nobody any more.</summary>
    public bool? KnownToDirectory { get; init; }

    /// <summary>The hashes of the policy sets that had guardrails then; absent where there were none.</summary>
    public ImmutableArray<string>? Guards { get; init; }

    public required ImmutableArray<Vote> Votes { get; init; }

    /// <summary>What time brings to the stage that waits; absent where it brings nothing more.</summary>
    public StageWait? Waiting { get; init; }

    /// <summary>The hashes of the stages that others may decide too by now; absent where none is.</summary>
    public ImmutableArray<string>? Escalated { get; init; }

    /// <summary>The id that the grant has or will have.</summary>
    public required string GrantId { get; init; }

    public Instant? SettledAt { get; init; }

    /// <summary>The key of the request's record.</summary>
    public static RecordKey KeyOf(Tenant tenant, string id) => new(tenant, RecordKind.Request, id);

    [JsonIgnore]
    public RecordKey Key => KeyOf(Subject.Tenant, Id);

    [JsonIgnore]
    public RecordIndex Index => new()
    {
        State = State.Name(),
        IsTerminal = State != RequestState.Pending,
        Due = State != RequestState.Pending ? null : Waiting?.Next is { } next ? Deadline.Earlier(Lapses, next) : Lapses,
        Subject = Subject.Key,
        Policy = Policy.Name,
        Parties = [.. Votes.Select(vote => vote.Voter.Key).Prepend(Subject.Key).Distinct(StringComparer.Ordinal).Take(64)],
    };

    /// <summary>Everybody in it: who asks, who votes, and those that they act for.</summary>
    [JsonIgnore]
    public IEnumerable<Subject> People => [Subject, .. ActsFor, .. Votes.SelectMany(vote => vote.ActsFor.Prepend(vote.Voter))];

    /// <summary>Says whether others may decide a stage too by now.</summary>
    public bool IsEscalated(ApprovalStage stage) => Escalated?.Contains(stage.Hash, StringComparer.Ordinal) == true;

    /// <summary>The state at a moment: a deadline takes effect by time alone.</summary>
    public RequestState StateAt(Instant now) => State == RequestState.Pending && Lapses.HasPassed(now) ? RequestState.Lapsed : State;
}
