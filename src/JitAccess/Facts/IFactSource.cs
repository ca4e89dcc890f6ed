namespace JitAccess;

/// <summary>Tells facts about a subject that its session did not present: a risk score, the state of a device, what a ticket says.</summary>
/// <remarks>
/// <para>A source that throws, or that does not answer within the time limit, 2 seconds by default, has failed: what it would have said counts
/// as not satisfied. Implementations must be safe for concurrent use and should observe the token.</para>
/// <para>A source must not speak of <see cref="FactNames.Role"/> and <see cref="FactNames.AttributePrefix"/> and <see cref="FactNames.RelationPrefix"/>, which are the directory's, nor of
/// the address and the sign-in, which are the session's, nor of a name that another source speaks of: that, too, counts as a failure.</para>
/// </remarks>
public interface IFactSource
{
    /// <summary>
    /// Gets the name, the origin of all its facts: 1 to 64 characters of <c>a-z 0-9 -</c>, unique among the sources, and not
    /// <c>claims</c>, <c>session</c> or <c>directory</c>.
    /// </summary>
    string Name { get; }

    /// <summary>Gathers facts.</summary>
    /// <param name="query">What they are for.</param>
    /// <param name="cancellationToken">Cancelled when the time limit has passed, or when nobody waits any more.</param>
    /// <returns>The facts; a name that is not among them is missing, not empty. <see cref="Fact.Origin"/> is set to <see cref="Name"/>.</returns>
    ValueTask<IReadOnlyList<Fact>> GatherAsync(FactQuery query, CancellationToken cancellationToken);
}
