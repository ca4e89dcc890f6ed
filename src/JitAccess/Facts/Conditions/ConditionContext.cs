using NodaTime;

namespace JitAccess;

/// <summary>What one decision hands to its conditions: who, which facts, and the moment. It notes which facts were looked at.</summary>
/// <remarks>Conditions read nothing else: no clock, no I/O. Not thread-safe; one context serves one decision.</remarks>
public sealed class ConditionContext
{
    private readonly List<Fact> _lookedAt;

    /// <summary>Initialises the context of one decision.</summary>
    /// <param name="subject">The subject that is judged.</param>
    /// <param name="facts">All that is known.</param>
    /// <param name="now">The moment of the decision.</param>
    public ConditionContext(Subject subject, FactSet facts, Instant now)
        : this(subject, facts, now, [])
    {
    }

    private ConditionContext(Subject subject, FactSet facts, Instant now, List<Fact> lookedAt)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(facts);
        Subject = subject;
        Facts = facts;
        Now = now;
        _lookedAt = lookedAt;
    }

    /// <summary>Gets the subject that is judged: the requester for eligibility, the approver for a stage.</summary>
    public Subject Subject { get; }

    /// <summary>Gets all that is known. Read single facts with <see cref="Look"/>, so that they become part of the evidence.</summary>
    public FactSet Facts { get; }

    /// <summary>Gets the moment of the decision.</summary>
    public Instant Now { get; }

    /// <summary>Gets the ticket that the request names. <value>The default is <see langword="null"/>.</value></summary>
    public string? Ticket { get; init; }

    /// <summary>Gets the facts that were looked at so far, each once, in the order of the first look. The journal records them.</summary>
    public IReadOnlyList<Fact> LookedAt => _lookedAt;

    /// <summary>Gets the custom conditions that this node knows.</summary>
    internal ConditionRegistry Registry { get; init; } = ConditionRegistry.Empty;

    /// <summary>Finds a fact and notes that the decision looked at it.</summary>
    /// <param name="name">The fact's name, such as one of <see cref="FactNames"/>.</param>
    /// <returns>The fact, or <see langword="null"/> when no source said anything about it.</returns>
    public Fact? Look(string name)
    {
        if (!Facts.TryGet(name, out var fact))
        {
            return null;
        }

        if (!_lookedAt.Contains(fact))
        {
            _lookedAt.Add(fact);
        }

        return fact;
    }

    /// <summary>The same as of another moment; what is looked at is noted here.</summary>
    internal ConditionContext At(Instant moment) => new(Subject, Facts, moment, _lookedAt) { Ticket = Ticket, Registry = Registry };

    /// <summary>Makes the outcome of a condition whose fact is missing: a failed source explains it, if there is one.</summary>
    internal ConditionOutcome Missing(string name, string needs)
    {
        if (Facts.FailedSources.IsEmpty)
        {
            return ConditionOutcome.Unknown(new Finding(Reason.FactMissing, $"No source knows \"{name}\", and the policy needs {needs}.")
            {
                Limit = needs,
                Fix = $"Sign in with a session that carries \"{name}\", or let a directory or fact source tell it.",
            });
        }

        var sources = string.Join(", ", Facts.FailedSources);
        return ConditionOutcome.Unknown(new Finding(
            Reason.FactSourceFailed, $"\"{name}\" is not known because a fact source failed ({sources}), and the policy needs {needs}.")
        {
            Limit = needs,
            Fix = "Try again when the source answers.",
        });
    }
}
