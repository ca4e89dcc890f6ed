using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>
/// A number that every activation expects and a mass revocation raises, so that none slips in between the revocation's look and its commit.
/// </summary>
internal sealed record GenerationRecord(Tenant Tenant, string Of, long Number) : IRecordState
{
    /// <summary>When it was raised last, other than to go on.</summary>
    public Instant? RaisedAt { get; init; }

    /// <summary>What the last raise of a tenant's was about.</summary>
    public Scope? Scope { get; init; }

    /// <summary>
    /// Whether what raised it last ends a grant that was approved before, and has yet to begin: then nothing is decided anew that could see it. Of revocations by scope the last is
    /// known; those before it are in the grants that they ended.
    /// </summary>
    public bool Ends(GrantRecord grant) =>
        RaisedAt is { } raised
        && Deadline.From(grant.Since).HasPassed(raised)
        && (Scope is null || grant.Scopes.Any(scope => Scope.Covers(scope) || scope.Covers(Scope)));

    /// <summary>The generation of one subject.</summary>
    public static RecordKey OfSubject(Subject subject) => new(subject.Tenant, RecordKind.Generation, "subject|" + subject.Key);

    /// <summary>The generation of one policy within a tenant.</summary>
    public static RecordKey OfPolicy(Tenant tenant, string policy) => new(tenant, RecordKind.Generation, "policy|" + policy);

    /// <summary>The generation of the tenant, for revocations by scope.</summary>
    public static RecordKey OfTenant(Tenant tenant) => new(tenant, RecordKind.Generation, "tenant");

    /// <summary>
    /// What every activation under a policy expects besides its own records. INVARIANT: whatever can activate a grant does, so that no mass revocation misses it.
    /// </summary>
    /// <param name="subject">Who is to hold the grant.</param>
    /// <param name="actsFor">For whom.</param>
    /// <param name="policy">Under which policy.</param>
    public static RecordKey[] AllOf(Subject subject, ImmutableArray<Subject> actsFor, string policy) =>
        [OfSubject(subject), .. Bounds.Among(subject, actsFor).Select(OfSubject), OfPolicy(subject.Tenant, policy), OfTenant(subject.Tenant), EpochRecord.TheKey];

    [JsonIgnore]
    public RecordKey Key => new(Tenant, RecordKind.Generation, Of);

    [JsonIgnore]
    public RecordIndex Index => RecordIndex.None;
}
