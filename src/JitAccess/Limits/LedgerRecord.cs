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
    };

    /// <summary>Says whether no use is taken of a grant at a moment, because it is about to end.</summary>
    public bool IsEnding(string grant, Instant now) => Ending?.Any(item => IsOf(item, grant) && !item.Until.HasPassed(now)) ?? false;

    /// <summary>The ledger with grants that are about to end.</summary>
    public LedgerRecord WithEnding(IEnumerable<string> grants, Deadline until) =>
        this with { Ending = [.. Ending ?? [], .. grants.Select(grant => new Counted(grant, until))] };

    public LedgerRecord WithoutPending(string request) =>
        this with { Pending = Pending.RemoveAll(item => IsOf(item, request)) };

    public LedgerRecord WithoutLive(string grant) =>
        this with { Live = Live.RemoveAll(item => IsOf(item, grant)), Ending = Some(Ending?.RemoveAll(item => IsOf(item, grant))) };

    private static bool IsOf(Counted item, string id) => string.Equals(item.Id, id, StringComparison.Ordinal);

    private static ImmutableArray<Counted>? Some(ImmutableArray<Counted>? items) => items is { IsEmpty: false } ? items : null;
}

/// <summary>A request or grant that counts until its deadline.</summary>
internal sealed record Counted(string Id, Deadline Until);

/// <summary>A policy and resource that were denied and may not be asked for again until a deadline.</summary>
internal sealed record CoolDown(string Policy, Resource Resource, Deadline Until);
