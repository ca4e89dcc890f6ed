using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

internal static partial class Decider
{
    /// <summary>Decides on publishing a policy set.</summary>
    /// <param name="world">The records.</param>
    /// <param name="set">The set.</param>
    /// <param name="replacesSameVersion">Whether a changed text under a published version replaces it: in Development only.</param>
    /// <param name="now">The store's time.</param>
    public static Decision Publish(World world, JitPolicySet set, bool replacesSameVersion, Instant now)
    {
        var published = world.Catalogue.Find(set.Name);
        if (published is not null && set.Version < published.Version)
        {
            return Decision.Reject(SetFinding(Reason.PolicySetOutdated, set, published, "is older than the published one"));
        }

        if (published is not null && set.Version == published.Version)
        {
            if (string.Equals(set.Hash, published.Hash, StringComparison.Ordinal))
            {
                return Decision.Reject(SetFinding(Reason.PolicySetOutdated, set, published, "is published already"));
            }

            if (!replacesSameVersion)
            {
                return Decision.Reject(SetFinding(Reason.PolicySetConflict, set, published, "is published with another content"));
            }
        }

        // INVARIANT: what is published can be read again, under every rule: a set that no reader would take leaves nothing to decide by.
        var broken = new List<Finding>();
        if (PolicyDocument.ReadSet(set.Utf8, broken) is null)
        {
            return Decision.Reject(Explanation.Of(broken));
        }

        ImmutableArray<string> names = [.. set.Policies.Select(policy => policy.Name)];
        var taken = world.Catalogue.Sets
            .Where(other => !string.Equals(other.Name, set.Name, StringComparison.Ordinal))
            .SelectMany(other => other.Policies.Intersect(names, StringComparer.Ordinal).Select(name => new Finding(
                Reason.PolicyNameTaken, $"The policy name \"{name}\" is taken by the policy set \"{other.Name}\"; names are unique across sets.")
            {
                Member = name,
                Value = other.Name,
                Fix = "Rename one of the two policies.",
            }))
            .ToList();
        return taken.Count > 0
            ? Decision.Reject(Explanation.Of(taken))
            : Decision.Accept(null, new PolicySetPublished(
                set.Name, set.Version, set.Hash, published?.Version, published?.Hash, names, set.ToJson(), now, set.Guardrails.IsEmpty ? null : true));
    }

    /// <summary>Says why a grant of a content does not let somebody publish it where two people do; nothing when it does.</summary>
    /// <param name="caller">Who publishes.</param>
    /// <param name="grant">The grant, which names the content.</param>
    /// <param name="request">The request that it comes from.</param>
    /// <param name="set">The content.</param>
    /// <param name="people">The humans behind all of them.</param>
    public static Finding? RefuseContent(Caller caller, GrantRecord grant, RequestRecord request, JitPolicySet set, People people)
    {
        // INVARIANT: where it cannot be told whether two accounts are one human, nobody is a second person (decision rule 3).
        if (people.IsIncomplete)
        {
            return PeopleUnknown("whether another person approved it");
        }

        // Whoever approved before another narrowed it to this content had not been shown it.
        ImmutableArray<Subject> publishing = [.. caller.ActsFor, grant.Subject, .. grant.ActsFor];
        var shown = Math.Max(0, request.Votes.ToList().FindLastIndex(vote => vote.NarrowedScopes is not null));
        var isSeconded = request.Votes.Skip(shown).Any(vote =>
            vote.Decision == VoteDecision.Approve
            && vote.Voter.Kind == SubjectKind.Human
            && grant.ApprovedBy.Contains(vote.Voter)
            && !people.Overlap(vote.Voter, vote.ActsFor, caller.Subject, publishing));
        return isSeconded ? null : new Finding(
            Reason.SecondPersonMissing, $"Two people publish, and nobody besides you has approved the content {set.Hash} of the policy set \"{set.Name}\".")
        {
            Member = "set",
            Value = set.Hash,
            Limit = "the approval of another person",
            Fix = $"Ask for {JitPermissions.Publish} on {JitPermissions.PublishingOf(set)} under a policy with a stage, and let another person approve it.",
        };
    }

    /// <summary>Says that no live grant names the very content that is to be published.</summary>
    public static Finding ContentNotApproved(JitPolicySet set) =>
        new(Reason.ContentNotApproved, $"Two people publish, and you hold no live grant that names the content {set.Hash} of the policy set \"{set.Name}\"; one of a whole set, or of any, does not do.")
        {
            Member = "set",
            Value = set.Hash,
            Limit = JitPermissions.PublishingOf(set).ToString(),
            Fix = $"Ask for {JitPermissions.Publish} on {JitPermissions.PublishingOf(set)}, and let another person approve it.",
        };

    private static Finding SetFinding(Reason reason, JitPolicySet set, PublishedSet published, string how) =>
        new(reason, $"Version {Number(set.Version)} of the policy set \"{set.Name}\" {how} (published: version {Number(published.Version)}, hash {published.Hash}).")
        {
            Member = "version",
            Value = Number(set.Version),
            Limit = Number(published.Version),
            Fix = "Raise the version with every change.",
        };
}
