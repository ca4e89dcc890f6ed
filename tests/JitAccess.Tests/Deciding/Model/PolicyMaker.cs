using JitAccess.Spec;

namespace JitAccess.Tests.Deciding.Model;

/// <summary>Makes random policies, small enough that what they speak of meets.</summary>
internal sealed class PolicyMaker(Dice dice, IReadOnlyList<SpecAccount> accounts)
{
    public static readonly string[] Roles = ["support", "lead", "officer"];
    public static readonly string[] Permissions = ["orders:read", "orders:refund", "payroll:read"];
    public static readonly string[] Resources = ["", "orders/*", "orders/eu/*", "orders/1", "orders/eu/1", "*", "payroll"];

    private static readonly string[] StageNames = ["lead", "privacy", "board"];
    private static readonly long[] Durations = [1000, 30_000, 600_000, 3_600_000, 4 * 3_600_000, 24 * 3_600_000];

    public SpecPolicy Policy(string name)
    {
        var isAutomatic = dice.Chance(25);
        var breaksGlass = !isAutomatic && dice.Chance(20);
        var (one, other) = (dice.Pick(Durations), dice.Pick(Durations));
        var made = new SpecPolicy
        {
            Name = name,
            Scopes = Scopes(isAutomatic),
            Eligible = isAutomatic || breaksGlass ? Role() : Condition(2),
            Conditions = dice.Chance(25) ? [Condition(1)] : [],
            MinDuration = dice.Chance(70) ? 1000 : Math.Min(one, other),
            MaxDuration = Math.Max(one, other),
            Uses = dice.Chance(30) ? dice.Between(1, 3) : null,
            RecordsUse = dice.Chance(15),
            JustificationMinLength = dice.Pick(0, 0, 0, 1, 5),
            TicketPattern = dice.Chance(20) ? dice.Pick(SpecTicket.Patterns) : null,
            Stages = isAutomatic ? [] : Stages(),
            AutoApproved = isAutomatic,
            ClaimsGoodFor = dice.Chance(30) ? dice.Pick(600_000L, 2 * 3_600_000L, 24 * 3_600_000L) : null,
            PendingFor = dice.Chance(30) ? dice.Pick(1000L, 600_000L, 48 * 3_600_000L) : null,
            Extension = dice.Chance(50) ? Extension(Math.Max(one, other), canBeAutomatic: isAutomatic) : null,
            ScheduledUpTo = dice.Chance(40) ? dice.Pick(1000L, 600_000L, 24 * 3_600_000L) : null,
            Activation = dice.Chance(35) ? dice.Pick("first-use", "first-use", "claim") : null,
            ClaimFor = dice.Chance(50) ? dice.Pick(1000L, 600_000L, 24 * 3_600_000L) : null,
            Reviewers = breaksGlass ? Condition(1) : null,
            SignedInWithin = dice.Pick(300_000, 120_000),
            AllowanceTotal = dice.Chance(25) ? Math.Max(one, other) + dice.Pick(0, 1000, 600_000) : null,
            AllowanceWithin = dice.Pick(60_000L, 3_600_000L, 24 * 3_600_000L, 31 * 24 * 3_600_000L),
        };
        return Valid(made);
    }

    /// <summary>Changes one thing of a policy, or a few.</summary>
    public SpecPolicy Changed(SpecPolicy policy)
    {
        var other = Policy(policy.Name);
        var changed = new SpecPolicy
        {
            Name = policy.Name,
            Scopes = dice.Chance(20) && !policy.AutoApproved ? other.Scopes : policy.Scopes,
            Eligible = dice.Chance(20) && !policy.ApprovesAtOnce ? other.Eligible : policy.Eligible,
            Conditions = dice.Chance(20) ? other.Conditions : policy.Conditions,
            MinDuration = dice.Chance(20) ? 1000 : policy.MinDuration,
            MaxDuration = dice.Chance(30) ? Math.Max(policy.MinDuration, other.MaxDuration) : policy.MaxDuration,
            Uses = dice.Chance(20) ? other.Uses : policy.Uses,
            RecordsUse = dice.Chance(20) ? other.RecordsUse : policy.RecordsUse,
            JustificationMinLength = dice.Chance(20) ? other.JustificationMinLength : policy.JustificationMinLength,
            TicketPattern = dice.Chance(20) ? other.TicketPattern : policy.TicketPattern,
            Stages = policy.AutoApproved ? [] : dice.Chance(30) ? Stages() : policy.Stages.ConvertAll(Changed),
            AutoApproved = policy.AutoApproved,
            ClaimsGoodFor = dice.Chance(20) ? other.ClaimsGoodFor : policy.ClaimsGoodFor,
            PendingFor = dice.Chance(20) ? other.PendingFor : policy.PendingFor,
            ScheduledUpTo = dice.Chance(20) ? other.ScheduledUpTo : policy.ScheduledUpTo,
            Activation = dice.Chance(15) ? other.Activation : policy.Activation,
            ClaimFor = dice.Chance(20) ? other.ClaimFor : policy.ClaimFor,
            Reviewers = policy.Reviewers is not null && dice.Chance(20) ? Condition(1) : policy.Reviewers,
            SignedInWithin = policy.SignedInWithin,
            AllowanceTotal = dice.Chance(20) ? other.AllowanceTotal : policy.AllowanceTotal,
            AllowanceWithin = dice.Chance(20) ? other.AllowanceWithin : policy.AllowanceWithin,
            Extension = dice.Chance(10) ? null : policy.Extension is { AutoApproved: false } extension && dice.Chance(30) ? Changed(extension) : policy.Extension,
        };
        return Valid(changed);
    }

    /// <summary>Raises the least and lowers the most of some numbers; who may ask, and who approves, stays.</summary>
    public SpecPolicy Tightened(SpecPolicy policy)
    {
        var least = dice.Chance(30) ? dice.Pick(Durations) : policy.MinDuration;
        var most = dice.Chance(30) ? dice.Pick(Durations) : policy.MaxDuration;
        var tightened = new SpecPolicy
        {
            Name = policy.Name,
            Scopes = policy.Scopes,
            Eligible = policy.Eligible,
            Conditions = policy.Conditions,
            MinDuration = Math.Min(least, most),
            MaxDuration = Math.Max(least, most),
            Uses = dice.Chance(30) ? dice.Between(1, 3) : policy.Uses,
            RecordsUse = policy.RecordsUse || dice.Chance(15),
            JustificationMinLength = dice.Chance(50) ? policy.JustificationMinLength + dice.Between(0, 4) : policy.JustificationMinLength,
            TicketPattern = dice.Chance(15) ? dice.Pick(SpecTicket.Patterns) : policy.TicketPattern,
            Stages = policy.Stages,
            AutoApproved = policy.AutoApproved,
            ClaimsGoodFor = dice.Chance(30) ? dice.Pick(1000L, 600_000L) : policy.ClaimsGoodFor,
            PendingFor = dice.Chance(30) ? 1000 : policy.PendingFor,
            Extension = policy.Extension,
            Activation = policy.Activation,
            ClaimFor = policy.Activation is not null && dice.Chance(20) ? 1000 : policy.ClaimFor,
            Reviewers = policy.Reviewers,
            SignedInWithin = policy.SignedInWithin,
            AllowanceTotal = dice.Chance(20) ? policy.MaxDuration : policy.AllowanceTotal,
            AllowanceWithin = policy.AllowanceWithin,
            ScheduledUpTo = policy.ScheduledUpTo is { } ahead && dice.Chance(30) ? Math.Min(ahead, dice.Pick(1000L, 600_000L)) : policy.ScheduledUpTo,
        };
        return Valid(tightened);
    }

    // An extension is more than the longest duration, of a grant whose uses nobody counts; and whoever breaks the glass says why, briefly and at once.
    private static SpecPolicy Valid(SpecPolicy policy)
    {
        // What comes after the request has lapsed is not said.
        policy.Stages = policy.Stages.ConvertAll(stage => Timely(stage, policy));
        policy.Extension = policy.Extension is not { } rule ? null
            : new SpecExtension { UpTo = rule.UpTo, Stages = rule.Stages.ConvertAll(stage => Timely(stage, policy)), AutoApproved = rule.AutoApproved };

        if (policy.Reviewers is not null)
        {
            policy.MaxDuration = Math.Min(policy.MaxDuration, 3_600_000);
            policy.MinDuration = Math.Min(policy.MinDuration, policy.MaxDuration);
            policy.JustificationMinLength = Math.Max(1, policy.JustificationMinLength);
            policy.Stages = [];
            policy.ScheduledUpTo = null;
            policy.Activation = null;
            policy.Extension = policy.Extension is { AutoApproved: true } ? null : policy.Extension;
        }

        policy.ScheduledUpTo = policy.Activation is null ? policy.ScheduledUpTo : null;
        policy.ClaimFor = policy.Activation is null ? null : policy.ClaimFor;
        policy.Extension = policy.Uses is null && policy.Extension?.UpTo > policy.MaxDuration ? policy.Extension : null;
        policy.SignedInWithin = policy.Reviewers is null ? 300_000 : policy.SignedInWithin; // what says nothing is not there
        policy.AllowanceWithin = policy.AllowanceTotal is null ? 0 : policy.AllowanceWithin;
        if (policy.AllowanceTotal is { } total) // what one grant may last fits, and the window is longer
        {
            policy.AllowanceTotal = Math.Max(total, policy.Extension?.UpTo ?? policy.MaxDuration);
            policy.AllowanceWithin = Math.Max(policy.AllowanceWithin, policy.AllowanceTotal.Value + 1000);
        }

        return policy;
    }

    private static SpecStage Timely(SpecStage stage, SpecPolicy policy) => new()
    {
        Name = stage.Name,
        Approvers = stage.Approvers,
        Needs = stage.Needs,
        DeniedBy = stage.DeniedBy,
        EscalatesAfter = stage.EscalatesAfter >= policy.PendingFor ? null : stage.EscalatesAfter,
        EscalatesTo = stage.EscalatesTo,
    };

    public List<SpecGuardrail> Guardrails() => dice.Chance(70) ? [] :
    [
        new SpecGuardrail
        {
            Name = "never",
            Permissions = dice.Chance(50) ? [dice.Pick(Permissions)] : [.. Permissions], // and not who publishes, which the specification does not know
            Resources = dice.Chance(50) ? [dice.Pick("orders/*", "orders/eu/*", "orders/1", "payroll")] : [],
            When = dice.Pick(new SpecCondition { Kind = "attribute", Name = "site", Values = ["oslo"] }, Condition(1), Condition(1)),
        },
    ];

    private SpecExtension Extension(long longest, bool canBeAutomatic)
    {
        var isAutomatic = canBeAutomatic && dice.Chance(40);
        return new SpecExtension { UpTo = longest + dice.Pick(1000, 600_000, longest), Stages = isAutomatic ? [] : Stages(), AutoApproved = isAutomatic };
    }

    private SpecExtension Changed(SpecExtension extension) =>
        new() { UpTo = extension.UpTo, Stages = dice.Chance(50) ? Stages() : extension.Stages.ConvertAll(Changed) };

    public SpecCondition Condition(int depth)
    {
        var kind = dice.Between(0, depth > 0 ? 11 : 8);
        return kind switch
        {
            <= 3 => Role(),
            <= 5 => new SpecCondition { Kind = "everyone" },
            6 => new SpecCondition { Kind = "attribute", Name = "site", Values = dice.Pick<List<string>>(["paris"], ["paris", "rome"]) },
            7 => new SpecCondition { Kind = "subject", Account = dice.Pick(accounts) },
            8 => new SpecCondition { Kind = "hours", From = dice.Pick(0, 480, 540, 1200), To = dice.Pick(60, 600, 1080, 1439) },
            9 => new SpecCondition { Kind = "not", Children = [Condition(depth - 1)] },
            _ => new SpecCondition { Kind = dice.Pick("any", "any", "all"), Children = [Condition(depth - 1), Condition(depth - 1)] },
        };
    }

    /// <summary>Who approves: by role mostly, by relation to what is asked for, or by both.</summary>
    private SpecCondition Approvers(params string[] roles)
    {
        var role = new SpecCondition { Kind = "role", Values = [dice.Pick(roles)] };
        var relation = new SpecCondition { Kind = "relation", Name = dice.Pick("manager", "owner") };
        return dice.Between(0, 9) switch
        {
            <= 4 => role,
            5 => relation,
            6 => new SpecCondition { Kind = "any", Children = [relation, role] },
            7 => new SpecCondition { Kind = "all", Children = [role, dice.Chance(50) ? relation : new SpecCondition { Kind = "not", Children = [relation] }] },
            _ => Condition(1),
        };
    }

    private SpecCondition Role() => new() { Kind = "role", Values = dice.Pick<List<string>>(["support"], ["lead"], ["support", "lead"], ["officer"]) };

    private List<SpecScope> Scopes(bool isAutomatic)
    {
        var scopes = new List<SpecScope>();
        for (var count = dice.Between(1, 3); count > 0; count--)
        {
            scopes.Add(new SpecScope(dice.Pick(Permissions), dice.Pick(isAutomatic ? Resources.Where(path => path != "*").ToArray() : Resources)));
        }

        return scopes.Distinct().ToList();
    }

    private List<SpecStage> Stages()
    {
        var stages = new List<SpecStage>();
        foreach (var name in dice.Some(50, StageNames).DefaultIfEmpty("lead"))
        {
            stages.Add(new SpecStage
            {
                Name = name,
                Approvers = Approvers("lead", "officer"),
                Needs = dice.Pick(1, 1, 1, 2, 2, 3),
                DeniedBy = dice.Pick(1, 1, 2),
                EscalatesAfter = dice.Chance(30) ? dice.Pick(1000L, 30_000L, 600_000L) : null,
                EscalatesTo = Approvers("support", "lead", "officer"),
            });
        }

        return stages;
    }

    private SpecStage Changed(SpecStage stage) => new()
    {
        Name = stage.Name,
        Approvers = dice.Chance(15) ? Approvers("lead", "officer") : stage.Approvers,
        Needs = dice.Chance(15) ? dice.Between(1, 3) : stage.Needs,
        DeniedBy = dice.Chance(15) ? dice.Between(1, 2) : stage.DeniedBy,
        EscalatesAfter = dice.Chance(10) ? null : stage.EscalatesAfter,
        EscalatesTo = dice.Chance(10) ? Approvers("lead", "officer") : stage.EscalatesTo,
    };
}
