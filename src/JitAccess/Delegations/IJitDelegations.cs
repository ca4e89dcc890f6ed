namespace JitAccess;

/// <summary>Who stands in for whom: somebody who is away lets another decide what waits for them, for a while.</summary>
/// <remarks>
/// A delegation passes on the right to decide on requests and nothing else. It reaches one step: whoever stands in decides what the other may decide by
/// themselves, never what a third has passed on. Nobody stands in on a request of their own, and the vote counts for both: neither votes on that request again.
/// Every command either has done what it says when it returns, or throws and has done nothing. Thread-safe.
/// </remarks>
public interface IJitDelegations
{
    /// <summary>Lets another decide what waits for the caller.</summary>
    /// <param name="caller">Who is away.</param>
    /// <param name="ask">Who stands in, until when, and for what.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>The delegation.</returns>
    /// <exception cref="JitRejectedException">
    /// It is refused: the other is the caller, no human who may act, or of another tenant; the two, or others between them, would stand in for each other; the
    /// time is not valid; there are too many.
    /// </exception>
    ValueTask<JitDelegation> DelegateAsync(Caller caller, JitDelegationAsk ask, CancellationToken cancellationToken = default);

    /// <summary>Ends a delegation before its time.</summary>
    /// <param name="caller">Who made it, who stands in, or whom the application lets revoke (<see cref="JitAdministration.MayRevoke"/>).</param>
    /// <param name="id">The delegation.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>The delegation as it was.</returns>
    /// <exception cref="JitRejectedException">There is none of this id that lives and that the caller may end (<see cref="Reason.NotFound"/>).</exception>
    ValueTask<JitDelegation> EndAsync(Caller caller, string id, CancellationToken cancellationToken = default);

    /// <summary>Lists the delegations that live or are to begin: those of the caller and to the caller; for an auditor, all of the tenant.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The delegations, those first that end first. What has ended is in the journal.</returns>
    ValueTask<IReadOnlyList<JitDelegation>> ListAsync(Caller caller, CancellationToken cancellationToken = default);
}
