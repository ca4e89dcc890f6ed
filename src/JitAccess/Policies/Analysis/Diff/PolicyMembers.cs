using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace JitAccess;

/// <summary>How each member of a policy is compared with that of another version: the one place where a new member is added.</summary>
/// <remarks>A test demands that every public property is here, or named as one that needs no comparison.</remarks>
internal static class PolicyMembers
{
    /// <summary>Gets the members of a policy.</summary>
    public static ImmutableArray<PolicyMember<JitPolicy>> OfPolicy { get; } =
    [
        new(nameof(JitPolicy.Scopes), (before, after, changes) => ScopeDiff.Compare(before.Scopes, after.Scopes, changes)),
        new(nameof(JitPolicy.Eligible), (before, after, changes) => changes.AddCondition("eligible", "who may ask", before.Eligible, after.Eligible)),
        new(nameof(JitPolicy.Conditions), (before, after, changes) => ConditionsDiff.Compare(before.Conditions, after.Conditions, "when", changes)),
        new(nameof(JitPolicy.MinDuration), (before, after, changes) => changes.AddNumber(
            "minDuration", "shortest duration", before.MinDuration, after.MinDuration, PolicyEffect.Narrower, DurationText.Format)),
        new(nameof(JitPolicy.MaxDuration), (before, after, changes) => changes.AddNumber(
            "maxDuration", "longest duration", before.MaxDuration, after.MaxDuration, PolicyEffect.Wider, DurationText.Format)),
        new(nameof(JitPolicy.Uses), (before, after, changes) => changes.AddLimit("uses", "uses", before.Uses, after.Uses, Number, "any number")),
        new(nameof(JitPolicy.RecordsUse), (before, after, changes) => changes.AddSwitch(
            "recordsUse", "every use is written down", before.RecordsUse, after.RecordsUse, PolicyEffect.Narrower)),
        new(nameof(JitPolicy.JustificationMinLength), (before, after, changes) => changes.AddNumber(
            "justification.minLength", "characters of a justification at least", before.JustificationMinLength, after.JustificationMinLength, PolicyEffect.Narrower, Number)),
        new(nameof(JitPolicy.TicketPattern), CompareTickets),
        new(nameof(JitPolicy.Stages), (before, after, changes) => StagesDiff.Compare(before.Stages, after.Stages, "stages", changes)),
        new(nameof(JitPolicy.AutoApproved), (before, after, changes) => changes.AddSwitch(
            "autoApproved", "approved automatically", before.AutoApproved, after.AutoApproved, PolicyEffect.Wider)),
        new(nameof(JitPolicy.ClaimsGoodFor), (before, after, changes) => changes.AddLimit(
            "claimsGoodFor", "claims are good for", before.ClaimsGoodFor, after.ClaimsGoodFor, DurationText.Format, "as long as the application says")),
        new(nameof(JitPolicy.PendingFor), (before, after, changes) => CompareDefaulted(
            "pendingFor", "a request waits for", before.PendingFor, after.PendingFor, changes)),
        new(nameof(JitPolicy.ScheduledUpTo), (before, after, changes) => changes.AddAllowance(
            "scheduledUpTo", "a start may be set ahead by", before.ScheduledUpTo, after.ScheduledUpTo)),
        new(nameof(JitPolicy.Activation), (before, after, changes) => changes.AddIf(
            before.Activation != after.Activation,
            "activation",
            "a grant begins by",
            ActivationRules.NameOf(before.Activation),
            ActivationRules.NameOf(after.Activation),
            after.Activation > before.Activation ? PolicyEffect.Narrower : PolicyEffect.Wider)),
        new(nameof(JitPolicy.ClaimFor), (before, after, changes) => CompareDefaulted(
            "claimFor", "an approved grant may lie unclaimed for", before.ClaimFor, after.ClaimFor, changes)),
        new(nameof(JitPolicy.WarnBefore), (before, after, changes) => CompareNotices(
            "warnBefore", "the holder is warned before the end by", before.WarnBefore, after.WarnBefore, changes, "as it is by itself")),
        new(nameof(JitPolicy.Extension), CompareExtensions),
        new(nameof(JitPolicy.Allowance), CompareAllowances),
        new(nameof(JitPolicy.BreakGlass), CompareBreakGlass),
    ];

    /// <summary>Gets the members of an allowance.</summary>
    public static ImmutableArray<PolicyMember<AllowanceRule>> OfAllowance { get; } =
    [
        new(nameof(AllowanceRule.Total), (before, after, changes) => changes.AddNumber(
            "total", "time in all", before.Total, after.Total, PolicyEffect.Wider, DurationText.Format)),
        new(nameof(AllowanceRule.Within), (before, after, changes) => changes.AddNumber(
            "within", "within", before.Within, after.Within, PolicyEffect.Narrower, DurationText.Format)),
    ];

    /// <summary>Gets the members of what a policy says of breaking the glass.</summary>
    public static ImmutableArray<PolicyMember<BreakGlassRule>> OfBreakGlass { get; } =
    [
        new(nameof(BreakGlassRule.Reviewers), (before, after, changes) => changes.AddCondition(
            "reviewers", "who reviews", before.Reviewers, after.Reviewers)),
        new(nameof(BreakGlassRule.SignedInWithin), (before, after, changes) => changes.AddNumber(
            "signedInWithin", "the sign-in may be old by", before.SignedInWithin, after.SignedInWithin, PolicyEffect.Wider, DurationText.Format)),
    ];

    /// <summary>Gets the members of a stage.</summary>
    public static ImmutableArray<PolicyMember<ApprovalStage>> OfStage { get; } =
    [
        new(nameof(ApprovalStage.Approvers), (before, after, changes) => changes.AddCondition(
            "approvers", "who approves", before.Approvers, after.Approvers)),
        new(nameof(ApprovalStage.Needs), (before, after, changes) => changes.AddNumber(
            "needs", "approvals", before.Needs, after.Needs, PolicyEffect.Narrower, Number)),
        new(nameof(ApprovalStage.DeniedBy), (before, after, changes) => changes.AddNumber(
            "deniedBy", "denials that deny", before.DeniedBy, after.DeniedBy, PolicyEffect.Wider, Number)),
        new(nameof(ApprovalStage.RemindAfter), (before, after, changes) => CompareNotices(
            "remindAfter", "those who decide are reminded after", before.RemindAfter, after.RemindAfter, changes, "never")),
        new(nameof(ApprovalStage.Escalation), CompareEscalations),
    ];

    /// <summary>Gets the members of an escalation.</summary>
    public static ImmutableArray<PolicyMember<EscalationRule>> OfEscalation { get; } =
    [
        new(nameof(EscalationRule.After), (before, after, changes) => changes.AddNumber(
            "after", "after", before.After, after.After, PolicyEffect.Narrower, DurationText.Format)),
        new(nameof(EscalationRule.To), (before, after, changes) => changes.AddCondition("to", "who approves too", before.To, after.To)),
    ];

    /// <summary>Gets the members of what a policy says of extensions.</summary>
    public static ImmutableArray<PolicyMember<ExtensionRule>> OfExtension { get; } =
    [
        new(nameof(ExtensionRule.UpTo), (before, after, changes) => changes.AddNumber(
            "upTo", "longest duration in all", before.UpTo, after.UpTo, PolicyEffect.Wider, DurationText.Format)),
        new(nameof(ExtensionRule.Stages), (before, after, changes) => StagesDiff.Compare(before.Stages, after.Stages, "stages", changes)),
        new(nameof(ExtensionRule.AutoApproved), (before, after, changes) => changes.AddSwitch(
            "autoApproved", "approved automatically", before.AutoApproved, after.AutoApproved, PolicyEffect.Wider)),
    ];

    private static void CompareTickets(JitPolicy before, JitPolicy after, ChangeList changes) => changes.AddIf(
        before.TicketPattern != after.TicketPattern,
        "ticket.pattern",
        "ticket",
        before.TicketPattern ?? "none",
        after.TicketPattern ?? "none",
        ChangeList.EffectOf(after.TicketPattern is null, before.TicketPattern is null));

    // What a policy does not say is what the application says, which is longer or shorter.
    private static void CompareDefaulted(string member, string what, Duration? before, Duration? after, ChangeList changes)
    {
        if (before is { } was && after is { } now)
        {
            changes.AddNumber(member, what, was, now, PolicyEffect.Wider, DurationText.Format);
        }
        else
        {
            changes.AddIf(before != after, member, what, Show(before), Show(after), PolicyEffect.Unclear);
        }

        static string Show(Duration? duration) => duration is { } value ? DurationText.Format(value) : "as long as the application says";
    }

    // Nobody may do more or less by it.
    private static void CompareNotices(string member, string what, Duration? before, Duration? after, ChangeList changes, string unsaid)
    {
        changes.AddIf(before != after, member, what, Show(before), Show(after), PolicyEffect.Neutral);

        string Show(Duration? duration) => duration is { } value ? DurationText.Format(value) : unsaid;
    }

    private static void CompareEscalations(ApprovalStage before, ApprovalStage after, ChangeList changes)
    {
        if (before.Escalation is not { } was || after.Escalation is not { } now)
        {
            changes.AddIf(
                before.Escalation is null != after.Escalation is null,
                "escalation",
                "escalation",
                before.Escalation?.ToString() ?? "none",
                after.Escalation?.ToString() ?? "none",
                after.Escalation is null ? PolicyEffect.Narrower : PolicyEffect.Wider);
            return;
        }

        foreach (var member in OfEscalation)
        {
            member.Compare(was, now, changes.Under("escalation.", "escalation: "));
        }
    }

    private static void CompareExtensions(JitPolicy before, JitPolicy after, ChangeList changes)
    {
        if (before.Extension is not { } was || after.Extension is not { } now)
        {
            changes.AddAllowance("extension", "longest duration with extensions", before.Extension?.UpTo, after.Extension?.UpTo);
            return;
        }

        foreach (var member in OfExtension)
        {
            member.Compare(was, now, changes.Under("extension.", "extensions: "));
        }
    }

    private static void CompareAllowances(JitPolicy before, JitPolicy after, ChangeList changes)
    {
        if (before.Allowance is not { } was || after.Allowance is not { } now)
        {
            changes.AddLimit("allowance", "time in all", before.Allowance?.Total, after.Allowance?.Total, DurationText.Format);
            return;
        }

        foreach (var member in OfAllowance)
        {
            member.Compare(was, now, changes.Under("allowance.", "allowance: "));
        }
    }

    // Nobody approves any more, or again; and the sign-in that it takes is demanded, or no longer.
    private static void CompareBreakGlass(JitPolicy before, JitPolicy after, ChangeList changes)
    {
        if (before.BreakGlass is not { } was || after.BreakGlass is not { } now)
        {
            changes.AddIf(
                before.BreakGlass is null != after.BreakGlass is null,
                "breakGlass",
                "the glass can be broken",
                before.BreakGlass is null ? "no" : "yes",
                after.BreakGlass is null ? "no" : "yes",
                PolicyEffect.Unclear);
            return;
        }

        foreach (var member in OfBreakGlass)
        {
            member.Compare(was, now, changes.Under("breakGlass.", "breaking the glass: "));
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A member of a policy, and how two versions of it are compared.</summary>
internal sealed record PolicyMember<T>(string Property, Action<T, T, ChangeList> Compare);
