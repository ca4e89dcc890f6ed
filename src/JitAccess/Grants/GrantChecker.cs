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

    /// <summary>Checks.</summary>
    public GrantCheck Check(SubjectHandle subject, string permission, ReadOnlySpan<char> resource) => Check(subject.Grants, permission, resource);

    /// <summary>Checks the grants of a subject that was looked up by itself; <see langword="null"/> when the table has none.</summary>
    public GrantCheck Check(SubjectGrants? grants, string permission, ReadOnlySpan<char> resource) =>
        freshness.MayAnswer(out var now, out var refusal) ? Answer(grants, permission, resource, now) : GrantCheck.Deny(refusal);

    /// <summary>Finds a grant that allows without taking anything.</summary>
    public LiveGrant? Find(SubjectHandle holder, string permission, string? resource) =>
        Check(holder, permission, resource) is { IsAllowed: true } check ? check.Grant : null;

    /// <summary>Checks many questions as of one moment; there is room for the answers.</summary>
    public void Check(SubjectHandle subject, ReadOnlySpan<JitQuestion> questions, Span<GrantCheck> answers)
    {
        if (!freshness.MayAnswer(out var now, out var refusal))
        {
            answers[..questions.Length].Fill(GrantCheck.Deny(refusal));
            return;
        }

        var grants = subject.Grants;
        for (var index = 0; index < questions.Length; index++)
        {
            answers[index] = Answer(grants, questions[index].Permission ?? "", questions[index].Resource, now); // the default question names nothing
        }
    }

    private static GrantCheck Answer(SubjectGrants? grants, string permission, ReadOnlySpan<char> resource, long now) =>
        grants is not null ? grants.Check(permission, resource, now)
        : GrantCheck.Deny(ResourceText.IsConcrete(resource) ? Reason.NoGrant : Reason.ResourceNotCanonical);
}
