using System.Globalization;
using NodaTime;

namespace JitAccess;

/// <summary>Finds policies that give more than they should, or ask for less.</summary>
internal static class LintBreadth
{
    private const int ManyScopes = 10;

    private static readonly Duration LongWithoutApproval = Duration.FromHours(1);
    private static readonly Duration LongWithoutReason = Duration.FromHours(4);
    private static readonly Duration Long = Duration.FromHours(24);
    private static readonly Duration LongInAll = Duration.FromHours(72);

    public static IEnumerable<PolicyLintFinding> Check(LintedPolicy linted) =>
        [.. CheckResources(linted), .. CheckAutomatic(linted), .. CheckReason(linted), .. CheckDurations(linted)];

    // Where a policy is for emergencies, its breadth is what it is for. Under one that nothing approves nothing is given.
    private static bool MayCoverEverything(JitPolicy policy) => policy.Stages.IsEmpty && !policy.AutoApproved; // breaking the glass has neither

    private static IEnumerable<PolicyLintFinding> CheckResources(LintedPolicy linted)
    {
        if (!MayCoverEverything(linted.Policy) && linted.Policy.Scopes.Any(scope => IsEverything(scope.Resource)))
        {
            yield return linted.Find(
                PolicyLintRules.WildcardResource,
                PolicyLintSeverity.Warning,
                ".scopes",
                "The policy covers every resource (\"*\").",
                "Name the resources, such as orders/*.");
        }
    }

    private static IEnumerable<PolicyLintFinding> CheckAutomatic(LintedPolicy linted)
    {
        var policy = linted.Policy;
        if (policy.AutoApproved)
        {
            if (policy.Scopes.FirstOrDefault(scope => IsWholeKind(scope.Resource)) is { } scope)
            {
                yield return TooBroad(".scopes", $"everything of a kind: {scope}", "Name fewer resources, or let a stage approve.");
            }

            if (policy.Scopes.Length > ManyScopes)
            {
                yield return TooBroad(".scopes", string.Create(CultureInfo.InvariantCulture, $"{policy.Scopes.Length} scopes"), "Split the policy, or let a stage approve.");
            }

            if (policy.MaxDuration > LongWithoutApproval)
            {
                yield return TooBroad(".maxDuration", $"up to {DurationText.Format(policy.MaxDuration)}", "Shorten it to PT1H, or let a stage approve.");
            }
        }

        if (policy.Extension is { AutoApproved: true } extension && extension.UpTo > LongWithoutReason)
        {
            yield return TooBroad(".extension.upTo", $"{DurationText.Format(extension.UpTo)} in all", "Shorten it to PT4H, or let a stage approve.");
        }

        PolicyLintFinding TooBroad(string path, string what, string fix) => linted.Find(
            PolicyLintRules.BroadAutoApproval, PolicyLintSeverity.Warning, path, $"Approved automatically, and nobody looks at it: {what}.", fix);
    }

    private static IEnumerable<PolicyLintFinding> CheckReason(LintedPolicy linted)
    {
        var policy = linted.Policy;
        if (policy.JustificationMinLength > 0 || policy.TicketPattern is not null)
        {
            yield break;
        }

        var isLong = policy.MaxDuration > LongWithoutReason;
        if (isLong || policy.Scopes.Length > ManyScopes || policy.Scopes.Any(scope => IsEverything(scope.Resource) || IsWholeKind(scope.Resource)))
        {
            yield return linted.Find(
                PolicyLintRules.NoJustification,
                PolicyLintSeverity.Warning,
                ".justification",
                isLong ? $"Nobody has to say why, for up to {DurationText.Format(policy.MaxDuration)}." : "Nobody has to say why, for more than single resources.",
                "Demand a justification or a ticket.");
        }
    }

    private static IEnumerable<PolicyLintFinding> CheckDurations(LintedPolicy linted)
    {
        if (linted.Policy.MaxDuration > Long)
        {
            yield return TooLong(".maxDuration", linted.Policy.MaxDuration, "PT24H");
        }

        if (linted.Policy.Extension is { } extension && extension.UpTo > LongInAll)
        {
            yield return TooLong(".extension.upTo", extension.UpTo, "PT72H");
        }

        PolicyLintFinding TooLong(string path, Duration duration, string limit) => linted.Find(
            PolicyLintRules.LongDuration,
            PolicyLintSeverity.Warning,
            path,
            $"{DurationText.Format(duration)} is access for days, longer than {limit}.",
            "Shorten it, and let whoever needs more ask again.");
    }

    private static bool IsEverything(Resource resource) => string.Equals(resource.Path, "*", StringComparison.Ordinal);

    // One segment and all below it, such as orders/*.
    private static bool IsWholeKind(Resource resource) => resource.IsWildcard && resource.Path.Count(character => character == '/') == 1;
}
