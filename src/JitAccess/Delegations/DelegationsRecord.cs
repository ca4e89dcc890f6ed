using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>Every delegation of a tenant that lives or is to begin. Whoever delegates compares and writes it, so that no two make a circle at once; a vote compares it.</summary>
internal sealed record DelegationsRecord(Tenant Tenant, ImmutableArray<Delegation> Items) : IRecordState
{
    public static RecordKey KeyOf(Tenant tenant) => new(tenant, RecordKind.Delegations, "delegations");

    [JsonIgnore]
    public RecordKey Key => KeyOf(Tenant);

    [JsonIgnore]
    public RecordIndex Index => RecordIndex.None;

    /// <summary>Those that have not ended at a moment.</summary>
    public IEnumerable<Delegation> At(Instant now) => Items.Where(item => !item.Until.HasPassed(now));

    /// <summary>For whom somebody stands in on requests under a policy at a moment.</summary>
    public IEnumerable<Subject> StandInsOf(Subject subject, string policy, Instant now) =>
        At(now).Where(item => item.To.Equals(subject) && item.Covers(policy, now)).Select(item => item.By).Distinct();

    /// <summary>Who stands in for somebody on requests under a policy at a moment.</summary>
    public IEnumerable<Subject> StandingInFor(Subject subject, string policy, Instant now) =>
        At(now).Where(item => item.By.Equals(subject) && item.Covers(policy, now)).Select(item => item.To).Distinct();
}

/// <summary>A delegation as it is stored.</summary>
internal sealed record Delegation
{
    public required string Id { get; init; }

    /// <summary>Who is away.</summary>
    public required Subject By { get; init; }

    /// <summary>Who stands in.</summary>
    public required Subject To { get; init; }

    public required Instant From { get; init; }

    public required Deadline Until { get; init; }

    /// <summary>The policies that it is for; all when absent.</summary>
    public ImmutableArray<string>? Policies { get; init; }

    /// <summary>The reference of the text that says why.</summary>
    public string? Justification { get; init; }

    /// <summary>Says whether it is for a policy and has begun; whether it has ended is asked elsewhere.</summary>
    public bool Covers(string policy, Instant now) =>
        Deadline.From(From).HasPassed(now) && Policies?.Contains(policy, StringComparer.Ordinal) != false;

    /// <summary>Says whether there is a moment at which both live.</summary>
    public bool Overlaps(Delegation other) => !other.Until.HasPassed(From) && !Until.HasPassed(other.From);
}
