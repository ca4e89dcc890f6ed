namespace JitAccess;

/// <summary>Publishing policy sets: the published ones are the truth, whatever code or files say.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IJitPolicies
{
    /// <summary>Publishes a policy set by a person's command.</summary>
    /// <param name="caller">
    /// One whom the application lets publish (<see cref="JitAdministration.MayPublish"/>), and who holds a live grant of
    /// <see cref="JitPermissions.Publish"/> on <c>policies/{name of the set}</c>; where <see cref="JitAdministration.TwoPersonPublishing"/> is set, one of
    /// <see cref="JitPermissions.PublishingOf"/> the set that another person approved. A set that is refused for another reason costs no use of it.
    /// </param>
    /// <param name="set">The set; its version is greater than the published one's.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A task that ends when the set is published.</returns>
    /// <exception cref="JitRejectedException">It is refused.</exception>
    ValueTask PublishAsync(Caller caller, JitPolicySet set, CancellationToken cancellationToken = default);

    /// <summary>Lists the policy sets that are published now.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The readable sets, by name.</returns>
    ValueTask<IReadOnlyList<JitPolicySet>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Says which requests of the caller's tenant a policy set would have decided otherwise when they were made. It reads, and changes nothing.
    /// </summary>
    /// <param name="caller">One whom the application lets audit or publish.</param>
    /// <param name="set">
    /// The set, published or not. Requests under its policies are judged, and under policies of the published set of this name that it lacks.
    /// </param>
    /// <param name="page">Which part; what is counted are requests that are judged, newest first. A part may have fewer than its limit, and go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What would have been decided otherwise, and why.</returns>
    /// <exception cref="JitRejectedException">
    /// The caller may do neither (<see cref="Reason.MayNotPublish"/>), or the set names a condition that this node does not know.
    /// </exception>
    ValueTask<PolicyReplay> ReplayAsync(Caller caller, JitPolicySet set, JitPageRequest page, CancellationToken cancellationToken = default);
}
