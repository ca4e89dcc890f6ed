using NodaTime;

namespace JitAccess;

/// <summary>What every decision is given besides the records, the command and the facts.</summary>
internal sealed record DecisionContext
{
    /// <summary>The store's time at which the records were read.</summary>
    public required Instant Now { get; init; }

    public required JitLimits Limits { get; init; }

    /// <summary>Seals personal text.</summary>
    public required PersonalTexts Texts { get; init; }

    /// <summary>The custom conditions that this node knows.</summary>
    public required ConditionRegistry Conditions { get; init; }

    /// <summary>The guardrails; a decision that may give access has to be told them.</summary>
    public Guardrails? Guardrails { get; init; }

    /// <summary>The human behind each account.</summary>
    public People People { get; init; } = People.Unknown;

    /// <summary>Opens the context in which conditions judge a party.</summary>
    public ConditionContext Judge(Party party, string? ticket = null) =>
        new(party.Subject, party.Facts, Now) { Ticket = ticket, Registry = Conditions };
}
