using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using JitAccess.Tests.Facts.Conditions;
using NodaTime;

namespace JitAccess.Tests.Policies;

/// <summary>Random policies that pass every check, and random versions of one policy.</summary>
internal static class PolicyGenerators
{
    private static readonly TicketCondition?[] Tickets = [null, new("OPS-[0-9]+"), new("(OPS|CHG).*")];

    private static readonly Gen<string> Permissions = Gen.Elements("orders:refund", "orders:read", "customers:delete");

    private static readonly Gen<string?> Resources = Gen.Elements<string?>(null, "*", "orders/*", "orders/eu/*", "orders/eu/1", "orders/1", "customers/*");

    private static readonly Gen<ImmutableArray<Scope>> Scopes =
        from count in Gen.Choose(1, 4)
        from pairs in Gen.ArrayOf(
            from permission in Permissions
            from resource in Resources
            select new Scope(Permission.Parse(permission), resource is null ? Resource.Root : Resource.Parse(resource)),
            count)
        select pairs.Distinct().ToImmutableArray();

    private static readonly Gen<ImmutableArray<StageDraft>> Stages =
        from names in Gen.SubListOf("lead", "privacy", "owner")
        from shuffled in Gen.Shuffle(names.ToArray())
        from stages in Gen.ArrayOf(
            from approvers in ConditionGenerators.ValidConditions
            from needs in Gen.Choose(1, 3)
            from deniedBy in Gen.Choose(1, 3)
            from reminds in Maybe(Gen.Constant(Duration.FromSeconds(1)))
            from escalates in Gen.Elements(false, false, true)
            from to in ConditionGenerators.ValidConditions
            select new StageDraft
            {
                Approvers = approvers,
                Needs = needs,
                DeniedBy = deniedBy,
                RemindAfter = reminds,
                Escalation = escalates ? new EscalationDraft { After = Duration.FromSeconds(1), To = to } : null,
            },
            names.Count)
        select shuffled.Zip(stages, (name, stage) => stage with { Name = name }).ToImmutableArray();

    private static readonly Gen<BreakGlassDraft> Glasses =
        from reviewers in ConditionGenerators.ValidConditions
        from age in Maybe(Gen.Choose(1, 300).Select(seconds => Duration.FromSeconds(seconds)))
        select new BreakGlassDraft { Reviewers = reviewers, SignedInWithin = age };

    /// <summary>Gets what policies are made of.</summary>
    public static Gen<PolicyDraft> Drafts { get; } =
        from scopes in Scopes
        from eligible in Gen.OneOf(Gen.Elements(Everyone.SignedIn & Has.Role("support"), Has.Subject(Given.Amina)), ConditionGenerators.ValidConditions)
        from conditionCount in Gen.Elements(0, 0, 1, 2)
        from conditions in Gen.ArrayOf(ConditionGenerators.ValidConditions, conditionCount)
        from stages in Stages
        from shortest in Gen.Choose(1, 600)
        from more in Gen.Choose(0, 7200)
        from uses in Maybe(Gen.Choose(1, 5))
        from recordsUse in Gen.Elements(true, false)
        from justification in Gen.Elements(0, 0, 5, 10)
        from ticket in Gen.Elements(0, 0, 1, 2)
        from claims in Maybe(Gen.Choose(1, 7200).Select(seconds => Duration.FromSeconds(seconds)))
        from waits in Gen.Elements(JitActivation.Approval, JitActivation.Approval, JitActivation.FirstUse, JitActivation.Claim)
        from claimFor in Maybe(Gen.Choose(1, 7200).Select(seconds => Duration.FromSeconds(seconds)))
        from pending in Maybe(Gen.Choose(2, 7200).Select(seconds => Duration.FromSeconds(seconds)))
        from glass in Gen.Frequency((1, Glasses.Select(some => (BreakGlassDraft?)some)), (5, Gen.Constant<BreakGlassDraft?>(null)))
        let approved = new PolicyDraft
        {
            Name = "policy",
            Scopes = scopes,
            Eligible = eligible,
            Conditions = [.. conditions],
            MinDuration = Duration.FromSeconds(shortest),
            MaxDuration = Duration.FromSeconds(shortest + more),
            Uses = uses,
            RecordsUse = recordsUse,
            JustificationMinLength = justification,
            Ticket = Tickets[ticket],
            Stages = stages,
            AutoApproved = stages.IsEmpty,
            ClaimsGoodFor = claims,
            PendingFor = pending,
            Activation = waits,
            ClaimFor = waits == JitActivation.Approval ? null : claimFor,
        }
        let draft = glass is null ? approved : Broken(approved, glass)
        where IsValid(draft)
        select draft;

    /// <summary>Gets policies.</summary>
    public static Gen<JitPolicy> Policies { get; } = Drafts.Select(draft => new JitPolicy(draft));

    /// <summary>Gets two versions of a policy that differ here and there.</summary>
    public static Gen<(JitPolicy Pinned, JitPolicy Current)> Versions { get; } =
        from pinned in Drafts
        from other in Drafts
        from same in Gen.Choose(0, 255)
        let current = other with
        {
            Scopes = (same & 1) == 0 ? pinned.Scopes : other.Scopes,
            Eligible = (same & 2) == 0 ? pinned.Eligible : other.Eligible,
            Conditions = (same & 4) == 0 ? pinned.Conditions : other.Conditions,
            Ticket = (same & 8) == 0 ? pinned.Ticket : other.Ticket,
            Stages = (same & 16) == 0 ? pinned.Stages : other.Stages,
            AutoApproved = (same & 16) == 0 ? pinned.AutoApproved : other.AutoApproved,
            BreakGlass = (same & 16) == 0 ? pinned.BreakGlass : other.BreakGlass,
            MinDuration = (same & 32) == 0 ? pinned.MinDuration : other.MinDuration,
            MaxDuration = (same & 32) == 0 ? pinned.MaxDuration : other.MaxDuration,
        }
        where IsValid(current)
        from swap in Gen.Elements(true, false)
        select swap ? (new JitPolicy(current), new JitPolicy(pinned)) : (new JitPolicy(pinned), new JitPolicy(current));

    private static PolicyDraft Broken(PolicyDraft draft, BreakGlassDraft glass) => draft with
    {
        BreakGlass = glass,
        Stages = [],
        AutoApproved = false,
        MaxDuration = Duration.Min(draft.MaxDuration!.Value, BreakGlassRule.Longest),
        JustificationMinLength = Math.Max(1, draft.JustificationMinLength),
    };

    private static Gen<T?> Maybe<T>(Gen<T> some)
        where T : struct =>
        Gen.OneOf(Gen.Constant<T?>(null), some.Select(value => (T?)value));

    /// <summary>Says whether a draft passes every check.</summary>
    public static bool IsValid(PolicyDraft draft)
    {
        var findings = new List<Finding>();
        PolicyRules.Check(draft, "$", findings);
        return findings.Count == 0;
    }
}
