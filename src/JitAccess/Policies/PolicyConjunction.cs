using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>
/// Pinned and current version of a policy must both allow (decision rule 2): the stricter of every number, conditions conjoined, the scopes that both
/// cover, the stages of both.
/// </summary>
internal static class PolicyConjunction
{
    /// <summary>Makes the policy that allows what both versions allow. It can allow nothing: no scope, no approval.</summary>
    public static JitPolicy Of(JitPolicy pinned, JitPolicy current)
    {
        if (string.Equals(pinned.Hash, current.Hash, StringComparison.Ordinal))
        {
            return pinned;
        }

        return new JitPolicy(new PolicyDraft
        {
            Name = pinned.Name,
            Scopes = Intersect(pinned.Scopes, current.Scopes),
            Eligible = Both(pinned.Eligible, current.Eligible),
            Conditions = Conditions(pinned, current),
            MinDuration = Duration.Max(pinned.MinDuration, current.MinDuration),
            MaxDuration = Duration.Min(pinned.MaxDuration, current.MaxDuration),
            Uses = Least(pinned.Uses, current.Uses),
            RecordsUse = pinned.RecordsUse || current.RecordsUse,
            JustificationMinLength = Math.Max(pinned.JustificationMinLength, current.JustificationMinLength),
            Ticket = pinned.Ticket ?? current.Ticket,
            Stages = Stages(pinned.Stages, current.Stages),

            // INVARIANT: one version that asks for an approval is enough; and where neither stage nor automatic approval is left, nothing approves.
            AutoApproved = pinned.AutoApproved && current.AutoApproved,
            ClaimsGoodFor = Least(pinned.ClaimsGoodFor, current.ClaimsGoodFor),
            PendingFor = Least(pinned.PendingFor, current.PendingFor),

            // Absent means that no start may be set, so one version that does not say it is enough.
            ScheduledUpTo = pinned.ScheduledUpTo is null || current.ScheduledUpTo is null ? null : Least(pinned.ScheduledUpTo, current.ScheduledUpTo),
            Activation = pinned.Activation >= current.Activation ? pinned.Activation : current.Activation,
            ClaimFor = Least(pinned.ClaimFor, current.ClaimFor),
            WarnBefore = pinned.Warning is { } warning && current.Warning is { } otherWarning ? Duration.Max(warning, otherWarning) : pinned.Warning ?? current.Warning,
            Extension = pinned.Extension is { } one && current.Extension is { } other ? Both(one, other) : null,

            Allowance = Stricter(pinned.Allowance, current.Allowance),

            // The same holds of an approval that nobody gives.
            BreakGlass = pinned.BreakGlass is { } glass && current.BreakGlass is { } otherGlass ? Both(glass, otherGlass) : null,
        });
    }

    private static ImmutableArray<Scope> Intersect(ImmutableArray<Scope> pinned, ImmutableArray<Scope> current) =>
    [
        .. (from one in pinned
            from other in current
            let narrower = one.Covers(other) ? other : other.Covers(one) ? one : null
            where narrower is not null
            select narrower).Distinct(),
    ];

    private static ImmutableArray<Condition> Conditions(JitPolicy pinned, JitPolicy current)
    {
        // Two different patterns: the ticket matches both, the second as a condition.
        var second = pinned.Ticket is not null && pinned.Ticket != current.Ticket ? current.Ticket : null;

        // Where one version alone breaks the glass, an approval is needed and the fresh sign-in of that version is too.
        var glass = pinned.BreakGlass is null || current.BreakGlass is null ? pinned.BreakGlass ?? current.BreakGlass : null;
        return [.. pinned.Conditions.Concat(current.Conditions).Concat([second, glass?.FreshSignIn]).OfType<Condition>().Distinct()];
    }

    private static ImmutableArray<StageDraft> Stages(ImmutableArray<ApprovalStage> pinned, ImmutableArray<ApprovalStage> current)
    {
        var stages = new List<StageDraft>();
        foreach (var stage in pinned)
        {
            var other = current.FirstOrDefault(candidate => string.Equals(candidate.Name, stage.Name, StringComparison.Ordinal)) ?? stage;
            stages.Add(new StageDraft
            {
                Name = stage.Name,
                Approvers = Both(stage.Approvers, other.Approvers),
                Needs = Math.Max(stage.Needs, other.Needs),
                DeniedBy = Math.Min(stage.DeniedBy, other.DeniedBy),
                RemindAfter = Least(stage.RemindAfter, other.RemindAfter),

                // More people may decide where both versions say so, and once both have waited long enough.
                Escalation = stage.Escalation is { } one && other.Escalation is { } another
                    ? new EscalationDraft { After = Duration.Max(one.After, another.After), To = Both(one.To, another.To) }
                    : null,
            });
        }

        stages.AddRange(
            from stage in current
            where !pinned.Any(known => string.Equals(known.Name, stage.Name, StringComparison.Ordinal))
            select StageDraft.Of(stage));
        return [.. stages];
    }

    private static ExtensionDraft Both(ExtensionRule pinned, ExtensionRule current) => new()
    {
        UpTo = Duration.Min(pinned.UpTo, current.UpTo),
        Stages = Stages(pinned.Stages, current.Stages),
        AutoApproved = pinned.AutoApproved && current.AutoApproved,
    };

    // The least of the one within the longest of the other is within both.
    private static AllowanceDraft? Stricter(AllowanceRule? pinned, AllowanceRule? current) => pinned is null && current is null ? null : new AllowanceDraft
    {
        Total = Least(pinned?.Total, current?.Total),
        Within = Duration.Max(pinned?.Within ?? Duration.Zero, current?.Within ?? Duration.Zero),
    };

    /// <summary>What both versions say of breaking the glass.</summary>
    public static BreakGlassDraft Both(BreakGlassRule pinned, BreakGlassRule current) => new()
    {
        Reviewers = Both(pinned.Reviewers, current.Reviewers),
        SignedInWithin = Duration.Min(pinned.SignedInWithin, current.SignedInWithin),
    };

    private static Condition Both(Condition pinned, Condition current) => pinned == current ? pinned : Condition.All(pinned, current);

    private static T? Least<T>(T? one, T? other)
        where T : struct, IComparable<T> =>
        one is null ? other : other is null ? one : one.Value.CompareTo(other.Value) <= 0 ? one : other;
}
