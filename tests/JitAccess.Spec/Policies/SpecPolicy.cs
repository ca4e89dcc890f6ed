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

    /// <summary><c>first-use claim</c>, whichever begins a grant; nothing when its approval does.</summary>
    public string? Activation { get; set; }

    /// <summary>How long a grant may lie unclaimed; nothing for as long as the application says.</summary>
    public long? ClaimFor { get; set; }

    /// <summary>How grants may be extended; nothing when they may not.</summary>
    public SpecExtension? Extension { get; set; }

    /// <summary>Who reviews what was done when the glass was broken, and how many milliseconds old the sign-in may be; nothing when it cannot be broken.</summary>
    public SpecCondition? Reviewers { get; set; }

    public long SignedInWithin { get; set; } = 300_000;

    /// <summary>How much time one account has in all within any window of a length; nothing when it is not bounded.</summary>
    public long? AllowanceTotal { get; set; }

    public long AllowanceWithin { get; set; }

    /// <summary>Whether a request waits for nobody.</summary>
    public bool ApprovesAtOnce => AutoApproved || Reviewers is not null;

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
        AllowanceTotal = AllowanceTotal,
        AllowanceWithin = AllowanceWithin,
    };

    /// <summary>Two versions with the same text are the same.</summary>
    public override string ToString() =>
        $"{Name}: {string.Join(" + ", Scopes)} for {Eligible} when [{string.Join(", ", Conditions)}] {MinDuration}-{MaxDuration} uses {Uses} {RecordsUse}"
        + $" because {JustificationMinLength} ticket {TicketPattern} stages [{string.Join(", ", Stages)}] auto {AutoApproved} {ClaimsGoodFor} {PendingFor} ahead {ScheduledUpTo} begins {Activation} {ClaimFor} extends {Extension} glass {Reviewers} {SignedInWithin} at most {AllowanceTotal} within {AllowanceWithin}";
}
