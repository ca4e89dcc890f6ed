namespace JitAccess.Nodes;

/// <summary>Sees to it that a node which denies makes no access: whoever is told of a grant can use it here at once.</summary>
/// <remarks>Only what leads to access asks; the end of access waits for nothing. Thread-safe.</remarks>
internal sealed class NodeReadiness(NodeFollower follower, NodeFreshness freshness)
{
    /// <summary>Lets the node catch up once if it cannot answer, before anything is committed.</summary>
    /// <exception cref="JitRejectedException">It still cannot (<see cref="Reason.NotSynchronised"/>); nothing was stored.</exception>
    public async ValueTask DemandAsync(CancellationToken cancellationToken)
    {
        if (!freshness.MayAnswer(out _, out _) && !await TryCatchUpAsync(cancellationToken).ConfigureAwait(false))
        {
            throw Refuse("This node denies everything at the moment, so it makes no access either. Nothing was stored.", "Try again, here or on another node");
        }
    }

    /// <summary>Sees to it that what was committed is live on this node, whichever node committed it.</summary>
    /// <param name="isApplied">Whether this node's table is known to have it.</param>
    /// <exception cref="JitRejectedException">It is not (<see cref="Reason.NotSynchronised"/>), although it is done.</exception>
    public async ValueTask DemandDoneAsync(bool isApplied)
    {
        // INVARIANT: it is committed, so nobody can give up any more.
        if (!(isApplied && freshness.MayAnswer(out _, out _)) && !await TryCatchUpAsync(CancellationToken.None).ConfigureAwait(false))
        {
            throw Refuse(
                "What was asked has been done, but this node cannot show it yet and denies. It is live where and when a node has read it.",
                "Read it, or try again with the same idempotency key");
        }
    }

    private async ValueTask<bool> TryCatchUpAsync(CancellationToken cancellationToken) =>
        await follower.TryCatchUpAsync(cancellationToken).ConfigureAwait(false) && freshness.MayAnswer(out _, out _);

    private JitRejectedException Refuse(string message, string fix)
    {
        var reason = freshness.MayAnswer(out _, out var refusal) ? Reason.NotSynchronised : refusal;
        return new JitRejectedException(Explanation.Of(new Finding(Reason.NotSynchronised, message)
        {
            Value = reason.Code,
            Limit = "a node that has read the store within its staleness bound",
            Fix = $"{fix}; if it goes on, ask an operator to look at the health check and the log.",
        }));
    }
}
