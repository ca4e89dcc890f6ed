using System.Collections.Immutable;
using NodaTime;

namespace JitAccess.Notifications;

/// <summary>Knows who satisfies a condition, so that they can be told.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class NotificationAudience(Audience audience)
{
    /// <summary>Finds them.</summary>
    /// <param name="tenant">In which tenant.</param>
    /// <param name="condition">The condition, such as who may approve.</param>
    /// <param name="relations">Who is related to what is asked for.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those who satisfy it, or may, as far as is known; <see langword="null"/> where it cannot be told who does.</returns>
    /// <exception cref="DirectoryAwayException">The directory does not answer now: a message that waits is better than one to the wrong people.</exception>
    public async ValueTask<ImmutableArray<DirectoryEntry>?> FindAsync(
        Tenant tenant, Condition condition, Relations relations, Instant now, CancellationToken cancellationToken)
    {
        try
        {
            return await audience.DemandAsync(tenant, condition, relations, now, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DirectoryAwayException(exception);
        }
    }
}
