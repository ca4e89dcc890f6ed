using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>What one subject has pending, live and recently asked for. Every command that a limit counts compares and writes it.</summary>
internal sealed record LedgerRecord : IRecordState
{
    public required Subject Subject { get; init; }

    public required ImmutableArray<Counted> Pending { get; init; }

    public required ImmutableArray<Counted> Live { get; init; }

    /// <summary>When each request accepted in the last hour stops counting.</summary>
    public required ImmutableArray<Deadline> Accepted { get; init; }

    public required ImmutableArray<CoolDown> CoolDowns { get; init; }

    /// <summary>The live grants that somebody who may is about to end, and until when no use is taken of them for that.</summary>
    public ImmutableArray<Counted>? Ending { get; init; }

    /// <summary>The time that counts under policies which bound it.</summary>
    public ImmutableArray<SpentTime>? Spent { get; init; }

    /// <summary>A ledger without entries.</summary>
    public static LedgerRecord Of(Subject subject) => new() { Subject = subject, Pending = [], Live = [], Accepted = [], CoolDowns = [] };

    /// <summary>The key of a subject's ledger.</summary>
    public static RecordKey KeyOf(Subject subject) => new(subject.Tenant, RecordKind.Ledger, subject.Key);

    [JsonIgnore]
    public RecordKey Key => KeyOf(Subject);

    [JsonIgnore]
    public RecordIndex Index => RecordIndex.None;

    /// <summary>The ledger without what no longer counts at a moment.</summary>
    public LedgerRecord At(Instant now) => this with
    {
        Pending = Pending.RemoveAll(item => item.Until.HasPassed(now)),
        Live = Live.RemoveAll(item => item.Until.HasPassed(now)),
        Accepted = Accepted.RemoveAll(until => until.HasPassed(now)),
        CoolDowns = CoolDowns.RemoveAll(item => item.Until.HasPassed(now)),
        Ending = Some(Ending?.RemoveAll(item => item.Until.HasPassed(now))),
        Spent = Spent is { } spent ? Some<SpentTime>(Allowance.At(spent, now)) : null,
    };

    /// <summary>Says whether no use is taken of a grant at a moment, because it is about to end.</summary>
    public bool IsEnding(string grant, Instant now) => Ending?.Any(item => IsOf(item, grant) && !item.Until.HasPassed(now)) ?? false;

    /// <summary>The ledger with grants that are about to end.</summary>
    public LedgerRecord WithEnding(IEnumerable<string> grants, Deadline until) =>
        this with { Ending = [.. Ending ?? [], .. grants.Select(grant => new Counted(grant, until))] };

    public LedgerRecord WithoutPending(string request) =>
        this with { Pending = Pending.RemoveAll(item => IsOf(item, request)) };

    /// <summary>The ledger with a grant that lives, or will; its time counts where the policy bounds it.</summary>
    public LedgerRecord WithLive(GrantRecord grant, bool countsTime) => this with
    {
        // One that was scheduled has counted since.
        Live = Live.RemoveAll(item => IsOf(item, grant.Id)).Add(new Counted(grant.Id, grant.End)),
        Spent = countsTime || Spent?.Any(item => string.Equals(item.Grant, grant.Id, StringComparison.Ordinal)) == true
            ? Allowance.With(Spent ?? [], new SpentTime(grant.Policy.Name, Deadline.From(grant.Start), grant.End, grant.Id))
            : Spent,
    };

    /// <summary>The ledger without a grant that has ended.</summary>
    public LedgerRecord WithoutLive(string grant) =>
        this with { Live = Live.RemoveAll(item => IsOf(item, grant)), Ending = Some(Ending?.RemoveAll(item => IsOf(item, grant))) };

    /// <summary>The ledger when nobody works under a grant any more: what was left of its time is not spent.</summary>
    public LedgerRecord WithoutTimeAfter(string grant, Instant ended) =>
        Spent is { } spent ? this with { Spent = Some<SpentTime>(Allowance.Ended(spent, grant, ended)) } : this;

    /// <summary>The time that was spent under a policy, and will be.</summary>
    public IReadOnlyCollection<(long From, long Until)> SpentUnder(string policy) =>
        [.. (Spent ?? []).Where(item => string.Equals(item.Policy, policy, StringComparison.Ordinal)).Select(item => (item.From.UnixMilliseconds, item.Until.UnixMilliseconds))];

    private static bool IsOf(Counted item, string id) => string.Equals(item.Id, id, StringComparison.Ordinal);

    private static ImmutableArray<T>? Some<T>(ImmutableArray<T>? items) => items is { IsEmpty: false } ? items : null;
}

/// <summary>A request or grant that counts until its deadline.</summary>
internal sealed record Counted(string Id, Deadline Until);

/// <summary>A policy and resource that were denied and may not be asked for again until a deadline.</summary>
internal sealed record CoolDown(string Policy, Resource Resource, Deadline Until);
