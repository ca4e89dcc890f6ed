using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>A grant as it is stored.</summary>
internal sealed record GrantRecord : IRecordState
{
    public required string Id { get; init; }

    public required string RequestId { get; init; }

    public required Subject Subject { get; init; }

    public required ImmutableArray<Subject> ActsFor { get; init; }

    /// <summary>The reference of the holder's display name.</summary>
    public string? Name { get; init; }

    public required PolicyPin Policy { get; init; }

    public required ImmutableArray<Scope> Scopes { get; init; }

    /// <summary>The state that was last written; what it is now is <see cref="StateAt"/>.</summary>
    public required GrantState State { get; init; }

    /// <summary>When it was activated; or is to be, while it is scheduled; or was approved, while nobody has claimed it.</summary>
    public required Instant Start { get; init; }

    /// <summary>When it was approved, where it was to begin later.</summary>
    public Instant? ApprovedAt { get; init; }

    /// <summary>When it ends; or can be claimed no longer, while nobody has.</summary>
    public required Deadline End { get; init; }

    /// <summary>When its holder is to be warned that it ends; absent where nobody is, or has been.</summary>
    public Deadline? WarnAt { get; init; }

    /// <summary>Whether its first use claims it; absent where it does not.</summary>
    public bool? AtFirstUse { get; init; }

    /// <summary>The grant that it goes on from.</summary>
    public string? Extends { get; init; }

    /// <summary>When the first of those began that it goes on from.</summary>
    public Instant? LineageStart { get; init; }

    /// <summary>The uses that are left; nothing when they are not counted.</summary>
    public int? UsesLeft { get; init; }

    /// <summary>Whether every use is written down although none is counted.</summary>
    public required bool RecordsUse { get; init; }

    public required ImmutableArray<Subject> ApprovedBy { get; init; }

    /// <summary>Whether it waited for its holder when it ended: it never began. Absent where it did.</summary>
    public bool? IsUnclaimed { get; init; }

    public Instant? EndedAt { get; init; }

    /// <summary>The reference of the text that says why it was revoked.</summary>
    public string? EndedBecause { get; init; }

    /// <summary>Whether the glass was broken for it; absent where it was not.</summary>
    public bool? BreaksGlass { get; init; }

    /// <summary>The review that it owed because of that; nothing while it is owed.</summary>
    public GrantReview? Review { get; init; }

    /// <summary>How what the last use admitted was cut off before the end, released or revoked; the state stays used up.</summary>
    public GrantState? CutOff { get; init; }

    public Instant? CutOffAt { get; init; }

    /// <summary>The party under which used-up grants are found that nobody has cut off; no subject has such a key.</summary>
    public const string CarryingOn = "~used-up";

    /// <summary>The party under which grants are found that owe a review; no subject has such a key.</summary>
    public const string OwesReview = "~review";

    /// <summary>The party under which grants are found that are held for a subject, as long as anybody works under them; no subject has such a key.</summary>
    public static string HeldFor(Subject subject) => $"~for|{subject.Key}";

    /// <summary>The key of the grant's record.</summary>
    public static RecordKey KeyOf(Tenant tenant, string id) => new(tenant, RecordKind.Grant, id);

    [JsonIgnore]
    public RecordKey Key => KeyOf(Subject.Tenant, Id);

    [JsonIgnore]
    public bool IsTerminal => State is not (GrantState.Scheduled or GrantState.Claimable or GrantState.Active);

    [JsonIgnore]
    public RecordIndex Index => new()
    {
        State = State.Name(),
        IsTerminal = IsTerminal,
        Due = IsTerminal ? null
            : State == GrantState.Scheduled ? Deadline.From(Start)
            : WarnAt is { } warning ? Deadline.Earlier(warning, End)
            : End,
        Subject = Subject.Key,
        Policy = Policy.Name,
        Parties = [.. Marks
            .Append(Subject.Key)
            .Concat(ApprovedBy.Select(approver => approver.Key))
            .Distinct(StringComparer.Ordinal)
            .Take(64)],
    };

    // What it is found under besides by people, which comes first: no number of approvers crowds it out.
    private IEnumerable<string> Marks =>
    [
        .. State == GrantState.UsedUp && CutOff is null ? [CarryingOn] : Array.Empty<string>(),
        .. BreaksGlass == true && Review is null ? [OwesReview] : Array.Empty<string>(),
        .. IsTerminal && (State != GrantState.UsedUp || CutOff is not null) ? [] : ActsFor.Take(Caller.MaxActsFor).Select(HeldFor),
    ];

    /// <summary>Whether its holder has it to begin, or had when it ended: until then there is no start, and its end is the last moment to claim it.</summary>
    [JsonIgnore]
    public bool WaitsForHolder => State == GrantState.Claimable || IsUnclaimed == true;

    /// <summary>Whether a use of it is a commit.</summary>
    [JsonIgnore]
    public bool TakesCommit => UsesLeft is not null || RecordsUse;

    /// <summary>What a table of live grants needs to know of it.</summary>
    public Journal.GrantLive ToEffect() => State == GrantState.Claimable
        ? new(Id, Subject, Scopes, Policy.Name, End, TakesCommit: true, ApprovedBy) { AtFirstUse = true }
        : new(Id, Subject, Scopes, Policy.Name, End, TakesCommit, ApprovedBy);

    /// <summary>The state at a moment: the end takes effect by time alone.</summary>
    public GrantState StateAt(Instant now) => !IsTerminal && End.HasPassed(now) ? GrantState.Expired : State;

    /// <summary>When the lineage began that it is the last of, if it was extended.</summary>
    [JsonIgnore]
    public Instant Lineage => LineageStart ?? Start;

    /// <summary>Since when it is there to be ended, which is before it begins where it was to begin later.</summary>
    [JsonIgnore]
    public Instant Since => ApprovedAt ?? Start;

    /// <summary>
    /// Whether anybody works under it at a moment, or may then or later: the last use admits nothing more, and what it admitted carries on.
    /// </summary>
    public bool CarriesOnAt(Instant now) => !End.HasPassed(now) && (!IsTerminal || (State == GrantState.UsedUp && CutOff is null));
}
