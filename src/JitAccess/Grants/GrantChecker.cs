using JitAccess.Nodes;

namespace JitAccess;

/// <summary>The hot check: reads both clocks once and scans the few grants of one subject. Allocates nothing and never throws for a resource.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GrantChecker(NodeFreshness freshness)
{
    /// <summary>How far this node has read the journal.</summary>
    public long Position => freshness.State.Cursor?.Position ?? 0;

    /// <summary>Checks on a node that has read the journal up to a position; one that has not denies.</summary>
    public GrantCheck Check(SubjectHandle subject, string permission, ReadOnlySpan<char> resource, long atLeast) =>
        Position >= atLeast ? Check(subject, permission, resource)
        : freshness.MayAnswer(out _, out var refusal) ? GrantCheck.Deny(Reason.NodeBehind)
        : GrantCheck.Deny(refusal);

    public GrantCheck Check(SubjectHandle subject, string permission, ReadOnlySpan<char> resource)
    {
        if (!freshness.MayAnswer(out var now, out var refusal))
        {
            return GrantCheck.Deny(refusal);
        }

        if (!ResourceText.IsConcrete(resource))
        {
            return GrantCheck.Deny(Reason.ResourceNotCanonical);
        }

        LiveGrant? committing = null;
        LiveGrant? ended = null;
        var because = Reason.NoGrant;
        foreach (var grant in subject.Grants)
        {
            var lives = grant.LivesAt(now, out var why);
            if (!grant.Covers(permission, resource))
            {
                if (lives && ended is null)
                {
                    because = Reason.OutOfScope;
                }
            }
            else if (!lives)
            {
                (ended, because) = (grant, why); // the array is in the order of activation: the newest ended one explains
            }
            else if (!grant.TakesCommit)
            {
                return GrantCheck.Allow(grant);
            }
            else
            {
                committing ??= grant;
            }
        }

        return committing is not null ? GrantCheck.Commit(committing) : GrantCheck.Deny(because, ended);
    }
}
