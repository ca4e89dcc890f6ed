using JitAccess.Committing;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>Writes down that an operation was admitted without a grant, on an endpoint that lets other handlers decide (rule 12).</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class BypassJournal(RecordReader records, Committer committer)
{
    /// <summary>Appends the entry. What is not in the journal did not happen: when this throws, the operation must not be admitted.</summary>
    /// <exception cref="JitRejectedException">The store is away.</exception>
    public async ValueTask RecordAsync(Caller caller, Scope scope, CancellationToken cancellationToken)
    {
        var bypassed = new AccessBypassed(caller.Subject, scope, OpaqueId.New());
        try
        {
            await committer.RunAsync(
                async token => new Attempt(
                    await records.LoadAsync([], token).ConfigureAwait(false), Decision.Accept(null, bypassed), Journal.Actor.Of(caller)),
                cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw CommandShell.Unavailable(exception);
        }
    }
}
