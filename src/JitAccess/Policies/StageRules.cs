using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>What the stages of an approval must be, of a policy or of its extensions.</summary>
internal static class StageRules
{
    /// <summary>Checks stages.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="pendingFor">How long a request waits at most, where the policy says it.</param>
    /// <param name="path">Where they are.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static void Check(ImmutableArray<StageDraft> stages, Duration? pendingFor, string path, ICollection<Finding> findings)
    {
        PolicyRules.CheckRange(stages.Length, 0, PolicyRules.MaxStages, path + ".stages", "stages", findings);
        for (var index = 0; index < stages.Length; index++)
        {
            Check(stages[index], pendingFor, StrictJson.Under(path + ".stages", index), findings);
        }

        PolicyRules.CheckDistinct([.. stages.Select(stage => stage.Name)], path + ".stages", "stage", findings);
    }

    private static void Check(StageDraft stage, Duration? pendingFor, string at, ICollection<Finding> findings)
    {
        PolicyRules.CheckName(stage.Name, at + ".name", findings);
        PolicyRules.CheckRange(stage.Needs, 1, ApprovalStage.MaxNeeds, at + ".needs", "humans", findings);
        PolicyRules.CheckRange(stage.DeniedBy, 1, ApprovalStage.MaxNeeds, at + ".deniedBy", "humans", findings);
        CheckWho(stage.Approvers, at + ".approvers", "The stage does not say who approves, so nobody could.", findings);
        if (stage.RemindAfter is { } remind)
        {
            CheckWait(remind, pendingFor, at + ".remindAfter", findings);
        }

        if (stage.Escalation is { } escalation)
        {
            CheckWho(escalation.To, at + ".escalation.to", "The escalation does not say who may decide then, so nobody could.", findings);
            CheckAfter(escalation.After, pendingFor, at + ".escalation.after", findings);
        }
    }

    private static void CheckAfter(Duration? after, Duration? pendingFor, string path, ICollection<Finding> findings)
    {
        if (after is { } wait)
        {
            CheckWait(wait, pendingFor, path, findings);
            return;
        }

        findings.Add(new Finding(Reason.MemberMissing, "The escalation does not say when.")
        {
            Member = path,
            Limit = DurationText.Expected,
            Fix = "Name how long the stage waits before, such as PT4H.",
        });
    }

    private static void CheckWho(Condition? condition, string path, string message, ICollection<Finding> findings)
    {
        if (condition is not null)
        {
            PolicyRules.CheckCondition(condition, path, findings);
            return;
        }

        findings.Add(new Finding(Reason.MemberMissing, message)
        {
            Member = path,
            Limit = "a condition",
            Fix = "Say who may decide, such as {\"role\": \"support-lead\"}.",
        });
    }

    private static void CheckWait(Duration wait, Duration? pendingFor, string path, ICollection<Finding> findings)
    {
        PolicyRules.CheckDuration(wait, path, findings);
        if (wait >= pendingFor)
        {
            var (shown, limit) = (PolicyRules.Show(wait), PolicyRules.Show(pendingFor.Value));
            PolicyRules.Add(findings, path, $"{shown} is not less than the {limit} that a request waits, so it never comes to that.", shown, $"less than {limit}", "Shorten it, or let requests wait longer.");
        }
    }
}
