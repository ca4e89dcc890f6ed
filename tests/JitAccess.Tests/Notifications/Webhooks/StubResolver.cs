using System.Net;
using JitAccess.Notifications;

namespace JitAccess.Tests.Notifications.Webhooks;

/// <summary>A resolver whose answers a test says, one after the other; the last one stays.</summary>
internal sealed class StubResolver(params string[][] answers) : IHostResolver
{
    private int _asked;

    public int Asked => _asked;

    public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
        new([.. answers[Math.Min(_asked++, answers.Length - 1)].Select(IPAddress.Parse)]);
}
