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

        return subject.Grants is { } grants ? grants.Check(permission, resource, now)
            : GrantCheck.Deny(ResourceText.IsConcrete(resource) ? Reason.NoGrant : Reason.ResourceNotCanonical);
    }
}
