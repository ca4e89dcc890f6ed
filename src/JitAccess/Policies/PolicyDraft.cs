using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>A policy as the builder or a file says it, before anything is checked: <see langword="null"/> where nothing was said.</summary>
internal sealed record PolicyDraft
{
    public string? Name { get; init; }

    public ImmutableArray<Scope> Scopes { get; init; } = [];

    public Condition? Eligible { get; init; }

    public ImmutableArray<Condition> Conditions { get; init; } = [];

    public Duration? MinDuration { get; init; }

    public Duration? MaxDuration { get; init; }

    public int? Uses { get; init; }

    public bool RecordsUse { get; init; }

    public int JustificationMinLength { get; init; }

    public TicketCondition? Ticket { get; init; }

    public ImmutableArray<StageDraft> Stages { get; init; } = [];

    public bool AutoApproved { get; init; }

    public Duration? ClaimsGoodFor { get; init; }

    public Duration? PendingFor { get; init; }

    public Duration? ScheduledUpTo { get; init; }

    public JitActivation Activation { get; init; }

    public Duration? ClaimFor { get; init; }

    public Duration? WarnBefore { get; init; }

    public ExtensionDraft? Extension { get; init; }

    public BreakGlassDraft? BreakGlass { get; init; }

    public AllowanceDraft? Allowance { get; init; }
}
