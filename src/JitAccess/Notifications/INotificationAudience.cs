using System.Collections.Immutable;
using NodaTime;

namespace JitAccess.Notifications;

/// <summary>Knows who satisfies a condition, so that they can be told.</summary>
internal interface INotificationAudience
{
    /// <summary>Finds them.</summary>
    /// <param name="tenant">In which tenant.</param>
    /// <param name="condition">The condition, such as who may approve.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those who are known to satisfy it, or <see langword="null"/> where it cannot be told who does.</returns>
    /// <exception cref="DirectoryAwayException">The directory does not answer now.</exception>
    ValueTask<ImmutableArray<DirectoryEntry>?> FindAsync(Tenant tenant, Condition condition, Instant now, CancellationToken cancellationToken);
}
