namespace JitAccess.Spec;

/// <summary>One version of a policy.</summary>
internal sealed class SpecPolicy
{
    public string Name { get; set; } = "";

    public List<SpecScope> Scopes { get; set; } = [];

    public SpecCondition Eligible { get; set; } = new();

    public List<SpecCondition> Conditions { get; set; } = [];

    public long MinDuration { get; set; } = 1000;

    public long MaxDuration { get; set; } = 3_600_000;

    public int? Uses { get; set; }

    public bool RecordsUse { get; set; }

    public int JustificationMinLength { get; set; }

    public string? TicketPattern { get; set; }

    public List<SpecStage> Stages { get; set; } = [];

    public bool AutoApproved { get; set; }

    public long? ClaimsGoodFor { get; set; }

    public long? PendingFor { get; set; }

    /// <summary>How far ahead a start may be set; nothing when none may.</summary>
    public long? ScheduledUpTo { get; set; }

    /// <summary>How grants may be extended; nothing when they may not.</summary>
    public SpecExtension? Extension { get; set; }

    /// <summary>What an extension is asked under: the same, but for how long in all and who approves it.</summary>
    public SpecPolicy? OfExtensions => Extension is null ? null : new SpecPolicy
    {
        Name = Name,
        Scopes = Scopes,
        Eligible = Eligible,
        Conditions = Conditions,
        MinDuration = MinDuration,
        MaxDuration = Extension.UpTo,
        RecordsUse = RecordsUse,
        JustificationMinLength = JustificationMinLength,
        TicketPattern = TicketPattern,
        Stages = Extension.Stages,
        AutoApproved = Extension.AutoApproved,
        ClaimsGoodFor = ClaimsGoodFor,
        PendingFor = PendingFor,
    };

    /// <summary>Two versions with the same text are the same.</summary>
    public override string ToString() =>
        $"{Name}: {string.Join(" + ", Scopes)} for {Eligible} when [{string.Join(", ", Conditions)}] {MinDuration}-{MaxDuration} uses {Uses} {RecordsUse}"
        + $" because {JustificationMinLength} ticket {TicketPattern} stages [{string.Join(", ", Stages)}] auto {AutoApproved} {ClaimsGoodFor} {PendingFor} ahead {ScheduledUpTo} extends {Extension}";
}
