using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A grant as the HTTP API shows it to its parties.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
[JsonNumberHandling(JsonNumberHandling.Strict)]
public sealed record JitGrantDocument
{
    /// <summary>Gets the opaque, unguessable id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Gets the request that it comes from.</summary>
    [JsonPropertyName("requestId")]
    public required string RequestId { get; init; }

    /// <summary>Gets the policy.</summary>
    [JsonPropertyName("policy")]
    public required string Policy { get; init; }

    /// <summary>Gets the holder.</summary>
    [JsonPropertyName("subject")]
    public required JitSubjectDocument Subject { get; init; }

    /// <summary>Gets what it allows.</summary>
    [JsonPropertyName("scopes")]
    public required IReadOnlyList<JitScopeDocument> Scopes { get; init; }

    /// <summary>Gets the state: <c>scheduled</c>, <c>claimable</c>, <c>active</c>, <c>expired</c>, <c>released</c>, <c>revoked</c> or <c>used-up</c>.</summary>
    [JsonPropertyName("state"), Description("scheduled, claimable, active, expired, released, revoked or used-up")]
    public required string State { get; init; }

    /// <summary>Gets when it was activated.</summary>
    [JsonPropertyName("start"), Description("RFC 3339 in UTC with milliseconds, such as 2026-03-02T09:00:00.000Z")]
    public required string Start { get; init; }

    /// <summary>Gets when it ends; at that instant it has ended.</summary>
    [JsonPropertyName("end"), Description("RFC 3339 in UTC with milliseconds, such as 2026-03-02T09:00:00.000Z")]
    public required string End { get; init; }

    /// <summary>Gets the whole seconds that are left, rounded down; 0 once it has ended.</summary>
    [JsonPropertyName("secondsLeft")]
    public required long SecondsLeft { get; init; }

    /// <summary>Gets the uses that are left; absent when they are not counted.</summary>
    [JsonPropertyName("usesLeft"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("Absent when uses are not counted")]
    public int? UsesLeft { get; init; }

    /// <summary>Gets why it ended: what the revoker said, else the state; absent while it lives.</summary>
    [JsonPropertyName("endedBecause"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EndedBecause { get; init; }

    /// <summary>Gets the review that it owes or had; absent when the glass was not broken for it.</summary>
    [JsonPropertyName("review"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JitGrantReviewDocument? Review { get; init; }

    internal static JitGrantDocument From(JitGrant grant) => new()
    {
        Id = grant.Id,
        RequestId = grant.RequestId,
        Policy = grant.Policy,
        Subject = JitSubjectDocument.From(grant.Subject, grant.SubjectName),
        Scopes = [.. grant.Scopes.Select(JitScopeDocument.From)],
        State = grant.State.Name(),
        Start = InstantText.Format(grant.Start),
        End = InstantText.Format(grant.End.At),
        SecondsLeft = (long)grant.Left.TotalSeconds,
        UsesLeft = grant.UsesLeft,
        EndedBecause = grant.EndedBecause,
        Review = JitGrantReviewDocument.From(grant.Review),
    };

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"grant {Id} ({Policy}, {State}, ends {End})";
}
