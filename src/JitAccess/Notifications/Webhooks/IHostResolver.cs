using System.Net;

namespace JitAccess.Notifications;

/// <summary>Finds the addresses of a host.</summary>
internal interface IHostResolver
{
    /// <summary>Finds them.</summary>
    ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}
