namespace JitAccess;

/// <summary>Takes the journal out of the store, once for all nodes: to a file, a log collector, people, other systems.</summary>
/// <remarks>
/// <para>One node at a time delivers to a follower; when that node dies, another carries on within seconds. Every entry is delivered at least once and
/// in order. One that was perhaps delivered before says so (<see cref="JournalDelivery.MayBeRepeated"/>), and one that was set aside comes later.</para>
/// <para>An exception means that nothing is taken as delivered: the entries come again, one by one, after a growing pause. An entry is set aside only when
/// another that follows it goes through, or when the follower itself throws <see cref="UndeliverableEntryException"/>. It is tried again from time to time,
/// for ever. A follower never blocks a command, a check or another follower.</para>
/// <para>Registered with <c>AddFollower</c>, made once, called by one round at a time.</para>
/// </remarks>
public interface IJournalFollower
{
    /// <summary>Gets the name under which it is remembered how far the follower has come; the same in every version of the application: lower-case words
    /// of a-z and 0-9 joined by <c>-</c>, at most 64 characters, unique in the application.</summary>
    string Name { get; }

    /// <summary>Delivers entries. Returns when they are safe where they have been brought to.</summary>
    /// <param name="entries">1 to 500 entries in the order of their positions; every one verifies.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the delivery takes too long (<see cref="JitAccessOptions.FollowerTimeout"/>), when another node has taken over, or when the host stops.
    /// </param>
    /// <returns>A task that ends when the entries are delivered.</returns>
    /// <exception cref="UndeliverableEntryException">The one entry that was given can never be delivered.</exception>
    Task DeliverAsync(IReadOnlyList<JournalDelivery> entries, CancellationToken cancellationToken);
}
