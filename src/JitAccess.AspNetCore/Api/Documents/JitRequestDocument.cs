using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A request as the HTTP API shows it to its parties.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
[JsonNumberHandling(JsonNumberHandling.Strict)]
public sealed record JitRequestDocument
{
    /// <summary>Gets the opaque, unguessable id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Gets the policy.</summary>
    [JsonPropertyName("policy")]
    public required string Policy { get; init; }

    /// <summary>Gets the version of the policy set that the request is pinned to.</summary>
    [JsonPropertyName("policyVersion")]
    public required int PolicyVersion { get; init; }

    /// <summary>Gets who asks.</summary>
    [JsonPropertyName("subject")]
    public required JitSubjectDocument Subject { get; init; }

    /// <summary>Gets what is asked for, after every narrowing.</summary>
    [JsonPropertyName("scopes")]
    public required IReadOnlyList<JitScopeDocument> Scopes { get; init; }

    /// <summary>Gets how long it is asked for, after every narrowing.</summary>
    [JsonPropertyName("duration"), Description("ISO 8601 duration of hours, minutes and whole seconds, such as PT1H30M")]
    public required string Duration { get; init; }

    /// <summary>Gets why; absent when nothing was said or it was erased.</summary>
    [JsonPropertyName("justification"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Justification { get; init; }

    /// <summary>Gets the ticket; absent when there is none.</summary>
    [JsonPropertyName("ticket"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ticket { get; init; }

    /// <summary>Gets the state: <c>pending</c>, <c>approved</c>, <c>denied</c>, <c>withdrawn</c> or <c>lapsed</c>.</summary>
    [JsonPropertyName("state"), Description("pending, approved, denied, withdrawn or lapsed")]
    public required string State { get; init; }

    /// <summary>Gets when it was made.</summary>
    [JsonPropertyName("createdAt"), Description("RFC 3339 in UTC with milliseconds, such as 2026-03-02T09:00:00.000Z")]
    public required string CreatedAt { get; init; }

    /// <summary>Gets when it lapses, or would have.</summary>
    [JsonPropertyName("lapsesAt"), Description("RFC 3339 in UTC with milliseconds, such as 2026-03-02T09:00:00.000Z")]
    public required string LapsesAt { get; init; }

    /// <summary>Gets the stages in their order; empty for an automatic approval.</summary>
    [JsonPropertyName("stages")]
    public required IReadOnlyList<JitStageDocument> Stages { get; init; }

    /// <summary>Gets when access is to begin; absent when it begins with the approval.</summary>
    [JsonPropertyName("startAt"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("RFC 3339 in UTC with milliseconds, such as 2026-03-02T09:00:00.000Z")]
    public string? StartAt { get; init; }

    /// <summary>Gets the grant; absent until it is approved.</summary>
    [JsonPropertyName("grantId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GrantId { get; init; }

    internal static JitRequestDocument From(JitRequest request) => new()
    {
        Id = request.Id,
        Policy = request.Policy,
        PolicyVersion = request.PolicyVersion,
        Subject = JitSubjectDocument.From(request.Subject, request.SubjectName),
        Scopes = [.. request.Scopes.Select(JitScopeDocument.From)],
        Duration = DurationText.Format(request.Duration),
        Justification = request.Justification,
        Ticket = request.Ticket,
        State = request.State.Name(),
        CreatedAt = InstantText.Format(request.CreatedAt),
        LapsesAt = InstantText.Format(request.LapsesAt.At),
        Stages = [.. request.Stages.Select(JitStageDocument.From)],
        StartAt = request.StartAt is { } start ? InstantText.Format(start) : null,
        GrantId = request.GrantId,
    };

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"request {Id} ({Policy}, {State})";
}
