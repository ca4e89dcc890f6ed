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

    private static Finding SetFinding(Reason reason, JitPolicySet set, PublishedSet published, string how) =>
        new(reason, $"Version {Number(set.Version)} of the policy set \"{set.Name}\" {how} (published: version {Number(published.Version)}, hash {published.Hash}).")
        {
            Member = "version",
            Value = Number(set.Version),
            Limit = Number(published.Version),
            Fix = "Raise the version with every change.",
        };
}
