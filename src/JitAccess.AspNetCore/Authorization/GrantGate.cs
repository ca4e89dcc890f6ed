using JitAccess.Nodes;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>Admits operations under grants: one use per operation, permission and resource.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GrantGate(IJitAccess access, NodeFreshness freshness, GrantReport report)
{
    /// <summary>Admits an operation; <see langword="null"/> means that it is admitted.</summary>
    /// <param name="asked">Who wants to do what.</param>
    /// <param name="operation">The operation, which remembers what it was admitted for.</param>
    /// <param name="http">The request whose response stands under the grant, if there is one.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<GrantRefusal?> AdmitAsync(
        GrantQuestion asked, JitOperation operation, HttpContext? http, CancellationToken cancellationToken)
    {
        using var turn = await operation.EnterAsync(cancellationToken);
        if (operation.Find(asked) is { } held && StillCarries(held))
        {
            return null;
        }

        using var activity = WebActivities.StartAdmission(asked.Permission);
        try
        {
            var lease = await access.UseAsync(asked.Subject, asked.Permission, asked.Resource, cancellationToken);
            operation.Add(asked, lease);
            if (http is not null)
            {
                GrantedResponse.Attach(http, operation);
            }

            report.Admitted();
            return null;
        }
        catch (JitRejectedException rejected)
        {
            return Refuse(asked, rejected.Explanation);
        }
    }

    /// <summary>Asks without taking anything; <see langword="null"/> means that an operation would be admitted.</summary>
    public GrantRefusal? Peek(GrantQuestion asked)
    {
        var check = access.Check(asked.Caller.Handle!, asked.Permission, asked.Resource);
        return check.IsAllowed || check.NeedsCommit ? null : Refuse(asked, CheckExplanations.Of(check, asked.Scope));
    }

    /// <summary>Whether what was admitted under a lease may go on, as far as this node can prove.</summary>
    public bool StillCarries(JitGrantLease lease) => freshness.MayAnswer(out var now, out _) && lease.CarriesOnAt(now);

    private static GrantRefusal Refuse(GrantQuestion asked, Explanation explanation) => new(
        explanation, asked.Permission, asked.Path,
        IsMissingGrant: explanation.Reason.Kind is ReasonKind.Forbidden or ReasonKind.NotFound or ReasonKind.Conflict);
}
