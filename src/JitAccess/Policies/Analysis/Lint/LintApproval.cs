using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace JitAccess;

/// <summary>Finds stages that nobody can meet or deny, and those that whoever asks may decide for each other.</summary>
internal static class LintApproval
{
    public static IEnumerable<PolicyLintFinding> Check(LintedPolicy linted, Instant now) =>
    [
        .. Check(linted, linted.Policy.Stages, ".stages", now),
        .. Check(linted, linted.Policy.Extension?.Stages ?? [], ".extension.stages", now),
        .. linted.Policy.BreakGlass is { } glass ? CheckReviewers(linted, glass.Reviewers, now) : [],
    ];

    // Access is given all the same, and whoever broke the glass once never can again.
    private static IEnumerable<PolicyLintFinding> CheckReviewers(LintedPolicy linted, Condition reviewers, Instant now)
    {
        const string Path = ".breakGlass.reviewers";
        if (ConditionLogic.NeverHolds(reviewers, now) || new NamedQuorum(linted.Policy.Eligible, [new ApprovalStage("review", reviewers, 1, 1)], now).PeopleFor(0) == 0)
        {
            yield return linted.Find(
                PolicyLintRules.UnmeetableReview, PolicyLintSeverity.Error, Path, $"Nobody can ever review what was done: {reviewers}.", "Name somebody who is not on call.");
        }
        else if (ConditionLogic.Implies(linted.Policy.Eligible, reviewers))
        {
            yield return linted.Find(
                PolicyLintRules.SelfServing,
                PolicyLintSeverity.Warning,
                Path,
                "Whoever may break the glass may review the others who do.",
                "Let people review who do not break it themselves.");
        }
    }

    private static IEnumerable<PolicyLintFinding> Check(LintedPolicy linted, ImmutableArray<ApprovalStage> stages, string path, Instant now)
    {
        var quorum = new NamedQuorum(linted.Policy.Eligible, stages, now);
        var isMet = true;
        for (var index = 0; index < stages.Length; index++)
        {
            var (stage, at) = (stages[index], StrictJson.Under(path, index));
            if (ConditionLogic.NeverHolds(stage.Deciders, now))
            {
                isMet = false;
                yield return Unmeetable(linted, at + ".approvers", $"Nobody can ever approve the stage \"{stage.Name}\": this never holds: {stage.Approvers}.", "Correct the condition.");
                continue;
            }

            if (quorum.PeopleFor(index) is { } people && people < stage.Needs)
            {
                isMet = false;
                yield return Unmeetable(
                    linted,
                    at + ".needs",
                    $"The stage \"{stage.Name}\" needs {Number(stage.Needs)} humans, and {Number(people)} are named who are not the one who asks.",
                    "Name more people, a role instead of people, or ask for fewer.");
            }

            foreach (var finding in CheckStage(linted, stage, at, quorum.PeopleFor(index), now))
            {
                yield return finding;
            }
        }

        if (isMet && !quorum.CanBeMet())
        {
            yield return Unmeetable(
                linted, path, "The stages share too few people: each human counts once in a request.", "Name more people, a role instead of people, or ask for fewer.");
        }
    }

    private static IEnumerable<PolicyLintFinding> CheckStage(LintedPolicy linted, ApprovalStage stage, string at, int? people, Instant now)
    {
        if (people < stage.DeniedBy)
        {
            yield return linted.Find(
                PolicyLintRules.UndeniableStage,
                PolicyLintSeverity.Warning,
                at + ".deniedBy",
                $"{Number(stage.DeniedBy)} denials deny the stage \"{stage.Name}\", and {Number(people.Value)} people are named who could.",
                "Ask for fewer denials.");
        }

        if (ConditionLogic.Implies(linted.Policy.Eligible, stage.Approvers))
        {
            yield return linted.Find(
                PolicyLintRules.SelfServing,
                PolicyLintSeverity.Warning,
                at + ".approvers",
                $"Whoever may ask may decide the stage \"{stage.Name}\" for the others who ask.",
                "Let people approve who do not ask for the same themselves.");
        }

        if (stage.Escalation is { } escalation && ConditionLogic.Implies(linted.Policy.Eligible, escalation.To))
        {
            yield return linted.Find(
                PolicyLintRules.SelfServing,
                PolicyLintSeverity.Warning,
                at + ".escalation.to",
                $"Whoever may ask may decide the stage \"{stage.Name}\" for the others who ask, once it has waited.",
                "Let people approve who do not ask for the same themselves.");
        }

        foreach (var (path, condition) in DeadParts(linted, stage, at, now))
        {
            yield return linted.Find(
                PolicyLintRules.DeadCondition, PolicyLintSeverity.Warning, path, $"This part never holds: {condition}.", "Correct it, or leave it out.");
        }
    }

    private static IEnumerable<(string Path, Condition Condition)> DeadParts(LintedPolicy linted, ApprovalStage stage, string at, Instant now) =>
    [
        .. LintConditions.DeadBranches(stage.Approvers, linted.Path + at + ".approvers", now),
        .. stage.Escalation is { } escalation ? LintConditions.DeadBranches(escalation.To, linted.Path + at + ".escalation.to", now) : [],
    ];

    private static PolicyLintFinding Unmeetable(LintedPolicy linted, string path, string message, string fix) =>
        linted.Find(PolicyLintRules.UnmeetableQuorum, PolicyLintSeverity.Error, path, message, fix);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
