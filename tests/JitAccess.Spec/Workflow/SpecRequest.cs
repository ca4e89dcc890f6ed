namespace JitAccess.Spec;

/// <summary>A request.</summary>
internal sealed class SpecRequest
{
    public string Id { get; set; } = "";

    public SpecCaller Requester { get; set; } = new();

    /// <summary>The version of the policy under which it was asked.</summary>
    public SpecPolicy Pinned { get; set; } = new();

    /// <summary>The guardrails that were published then.</summary>
    public List<SpecGuardrail> PinnedGuardrails { get; set; } = [];

    /// <summary>The version of the set that the policy came in.</summary>
    public int PinnedVersion { get; set; }

    public List<SpecScope> Scopes { get; set; } = [];

    public SpecAim Aim => new(Requester.Account, Scopes);

    public long Duration { get; set; }

    public long? StartAt { get; set; }

    /// <summary>The grant that more time is asked for.</summary>
    public SpecGrant? Extends { get; set; }

    public string? Justification { get; set; }

    public string? Ticket { get; set; }

    public long CreatedAt { get; set; }

    public long LapsesAt { get; set; }

    public List<SpecVote> Votes { get; set; } = [];

    /// <summary>What the stage demands that waits to be escalated.</summary>
    public string? WaitingFor { get; set; }

    /// <summary>When others may decide that stage too.</summary>
    public long EscalatesAt { get; set; }

    /// <summary>What the stages demand that others may decide too by now.</summary>
    public List<string> Escalated { get; set; } = [];

    /// <summary><c>approved denied withdrawn</c>, once somebody settled it.</summary>
    public string? Settled { get; set; }

    public long SettledAt { get; set; }

    public string? GrantId { get; set; }

    /// <summary>How often it has changed; what a vote can carry to say what it was shown.</summary>
    public long Version { get; set; } = 1;

    public string StateAt(long now) => Settled ?? (now >= LapsesAt ? "lapsed" : "pending");
}
