using Microsoft.Extensions.Options;

namespace JitAccess.Nodes;

/// <summary>Waits until every node honours what was committed before: when the bound has passed, a node has read it or cannot prove that it is fresh.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class EveryNode(JitClock clock, IOptions<JitAccessOptions> options)
{
    public Task HonoursAsync(RevocationWait wait, CancellationToken cancellationToken) => wait == RevocationWait.ThisNode
        ? Task.CompletedTask
        : Task.Delay(options.Value.StalenessBound.ToTimeSpan(), clock.Provider, cancellationToken);
}
