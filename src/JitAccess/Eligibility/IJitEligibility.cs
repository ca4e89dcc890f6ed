namespace JitAccess;

/// <summary>Whether those who hold a live grant are still eligible for it: judged anew every minute, and whenever something is known to have changed.</summary>
/// <remarks>
/// Every node judges every live grant within <see cref="JitAccessOptions.RecheckEvery"/>, by what the directory answered at most
/// <see cref="JitAccessOptions.DirectoryCacheFor"/> before. Whoever is eligible no more, or whom a guardrail denies, loses the grant, and the journal says
/// why. Where it cannot be told, because the directory or a fact source fails, nothing is ended: the grant's own end stands. Thread-safe.
/// </remarks>
public interface IJitEligibility
{
    /// <summary>Judges the live grants of one subject anew, now, and those that others hold for it: for an application that is told of a change, by an event of its identity provider or otherwise.</summary>
    /// <param name="subject">The subject; what is kept of the directory's last answer is forgotten first.</param>
    /// <param name="cancellationToken">Gives up waiting; what was committed stays so.</param>
    /// <returns>How many grants were ended.</returns>
    /// <exception cref="JitRejectedException">The store is away.</exception>
    ValueTask<int> RecheckAsync(Subject subject, CancellationToken cancellationToken = default);
}
