using JitAccess.Committing;

namespace JitAccess;

// Uses of one grant and no other.
internal sealed partial class JitAccessService
{
    /// <summary>Admits one operation under a grant of this id, whatever other grants cover it.</summary>
    /// <param name="subject">The holder.</param>
    /// <param name="scope">What is done.</param>
    /// <param name="grantId">The grant.</param>
    /// <param name="cancellationToken">Gives up before a commit.</param>
    /// <exception cref="JitRejectedException">The grant does not admit it.</exception>
    public async ValueTask<JitGrantLease> UseAsync(Subject subject, Scope scope, string grantId, CancellationToken cancellationToken)
    {
        var (handle, permission, resource) = (table.Resolve(subject), scope.Permission.ToString(), scope.Resource.ToString());
        if (Named() is { AtFirstUse: true } waiting && await BeginAsync(waiting, subject, scope, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            throw refused;
        }

        if (Named() is not { AtFirstUse: false } live
            || (live.TakesCommit && !await CommandShell.AskAsync(() => TakeAsync(live, subject, scope, OpaqueId.New(), cancellationToken)).ConfigureAwait(false)))
        {
            throw new JitRejectedException(CheckExplanations.Of(checker.Check(handle, permission, resource), scope));
        }

        return Lease(live, handle, permission, resource);

        LiveGrant? Named() => freshness.MayAnswer(out var now, out _)
            ? Array.Find(handle.Grants?.Grants ?? [], grant => string.Equals(grant.Id, grantId, StringComparison.Ordinal) && grant.LivesAt(now) && grant.Covers(permission, resource))
            : null;
    }
}
