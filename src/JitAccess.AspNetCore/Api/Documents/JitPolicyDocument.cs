using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A policy as the HTTP API shows it to those who may ask under it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
[JsonNumberHandling(JsonNumberHandling.Strict)]
public sealed record JitPolicyDocument
{
    /// <summary>Gets the name to ask under.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Gets the policy set it came in.</summary>
    [JsonPropertyName("set")]
    public required string Set { get; init; }

    /// <summary>Gets the published version of the set.</summary>
    [JsonPropertyName("version")]
    public required int Version { get; init; }

    /// <summary>Gets what may be asked for at most.</summary>
    [JsonPropertyName("scopes")]
    public required IReadOnlyList<JitScopeDocument> Scopes { get; init; }

    /// <summary>Gets the shortest duration.</summary>
    [JsonPropertyName("minDuration"), Description("ISO 8601 duration of hours, minutes and whole seconds, such as PT1H30M")]
    public required string MinDuration { get; init; }

    /// <summary>Gets the longest duration.</summary>
    [JsonPropertyName("maxDuration"), Description("ISO 8601 duration of hours, minutes and whole seconds, such as PT1H30M")]
    public required string MaxDuration { get; init; }

    /// <summary>Gets how far ahead a start may be set; absent when access begins with its approval only.</summary>
    [JsonPropertyName("scheduledUpTo"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("ISO 8601 duration of hours, minutes and whole seconds; absent when no start may be set")]
    public string? ScheduledUpTo { get; init; }

    /// <summary>Gets how a grant begins: <c>first-use</c> or <c>claim</c>; absent when its approval begins it.</summary>
    [JsonPropertyName("activation"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("first-use or claim; absent when the approval begins a grant")]
    public string? Activation { get; init; }

    /// <summary>Gets how long an approved grant may lie unclaimed; absent when it is as long as the application says, or none does.</summary>
    [JsonPropertyName("claimFor"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClaimFor { get; init; }

    /// <summary>Gets how grants may be extended; absent when they may not.</summary>
    [JsonPropertyName("extension"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JitExtensionDocument? Extension { get; init; }

    /// <summary>Gets how much time one subject may have in all within any window of a length; absent where it is not bounded.</summary>
    [JsonPropertyName("allowance"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JitAllowanceDocument? Allowance { get; init; }

    /// <summary>Gets what breaking the glass takes and owes; absent where somebody approves.</summary>
    [JsonPropertyName("breakGlass"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JitBreakGlassDocument? BreakGlass { get; init; }

    /// <summary>Gets how many operations a grant admits; absent when they are not counted.</summary>
    [JsonPropertyName("uses"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("Absent when uses are not counted")]
    public int? Uses { get; init; }

    /// <summary>Gets what is demanded of the justification.</summary>
    [JsonPropertyName("justification")]
    public required JitJustificationDocument Justification { get; init; }

    /// <summary>Gets what is demanded of the ticket; absent when none is.</summary>
    [JsonPropertyName("ticket"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JitTicketDocument? Ticket { get; init; }

    /// <summary>Gets whether a request that meets the policy is approved at once.</summary>
    [JsonPropertyName("autoApproved")]
    public required bool AutoApproved { get; init; }

    /// <summary>Gets what must hold besides, in words.</summary>
    [JsonPropertyName("conditions")]
    public required IReadOnlyList<string> Conditions { get; init; }

    /// <summary>Gets the stages in their order; empty for an automatic approval.</summary>
    [JsonPropertyName("stages")]
    public required IReadOnlyList<JitPolicyStageDocument> Stages { get; init; }

    internal static JitPolicyDocument From(JitPolicyOffer offer)
    {
        var policy = offer.Policy;
        return new JitPolicyDocument
        {
            Name = policy.Name,
            Set = offer.Set,
            Version = offer.Version,
            Scopes = [.. policy.Scopes.Select(JitScopeDocument.From)],
            MinDuration = DurationText.Format(policy.MinDuration),
            MaxDuration = DurationText.Format(policy.MaxDuration),
            ScheduledUpTo = policy.ScheduledUpTo is { } ahead ? DurationText.Format(ahead) : null,
            Activation = policy.Activation == JitActivation.Approval ? null : ActivationRules.NameOf(policy.Activation),
            ClaimFor = policy.ClaimFor is { } claimFor ? DurationText.Format(claimFor) : null,
            Extension = JitExtensionDocument.From(policy.Extension),
            Allowance = JitAllowanceDocument.From(policy.Allowance),
            BreakGlass = JitBreakGlassDocument.From(policy.BreakGlass),
            Uses = policy.Uses,
            Justification = new JitJustificationDocument { MinLength = policy.JustificationMinLength },
            Ticket = policy.TicketPattern is { } pattern ? new JitTicketDocument { Pattern = pattern } : null,
            AutoApproved = policy.AutoApproved,
            Conditions = [.. policy.Conditions.Select(condition => condition.ToString())],
            Stages = JitPolicyStageDocument.From(policy.Stages),
        };
    }
}
