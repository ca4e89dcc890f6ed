using JitAccess.Nodes;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>Admits operations under grants: one use per operation, permission and resource.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GrantGate(IJitAccess access, NodeFreshness freshness, GrantReport report)
{
    private readonly JitAccessService? _own = access as JitAccessService; // whatever stands in its place is asked as everybody asks

    /// <summary>Admits an operation if that takes nothing and waits for nothing.</summary>
    /// <param name="asked">Who wants to do what.</param>
    /// <param name="operation">The operation, which remembers what it was admitted for.</param>
    /// <param name="http">The request whose response stands under the grant, if there is one.</param>
    public bool TryAdmit(GrantQuestion asked, JitOperation operation, HttpContext? http)
    {
        if (HeldBy(operation, asked))
        {
            return true;
        }

        if (_own?.TryUse(asked.Holder, asked.Permission, asked.Resource) is not { } lease)
        {
            return false;
        }

        using var activity = WebActivities.StartAdmission(asked.Permission);
        Admit(asked, lease, operation, http);
        return true;
    }

    /// <summary>Admits an operation, and says why not; <see langword="null"/> means that it is admitted.</summary>
    /// <param name="asked">Who wants to do what.</param>
    /// <param name="operation">The operation, which remembers what it was admitted for.</param>
    /// <param name="http">The request whose response stands under the grant, if there is one.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<GrantRefusal?> AdmitAsync(
        GrantQuestion asked, JitOperation operation, HttpContext? http, CancellationToken cancellationToken)
    {
        using var turn = await operation.EnterAsync(cancellationToken); // a use is taken once, however many checks of one operation ask at the same time
        if (HeldBy(operation, asked))
        {
            return null;
        }

        using var activity = WebActivities.StartAdmission(asked.Permission);
        try
        {
            Admit(asked, await access.UseAsync(asked.Subject, asked.Permission, asked.Resource, cancellationToken), operation, http);
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
        var check = access.Check(asked.Holder, asked.Permission, asked.Resource);
        return check.IsAllowed || check.NeedsCommit ? null : Refuse(asked, CheckExplanations.Of(check, asked.Scope));
    }

    /// <summary>Whether what was admitted under a lease may go on, as far as this node can prove.</summary>
    public bool StillCarries(JitGrantLease lease) => freshness.MayAnswer(out var now, out _) && lease.CarriesOnAt(now);

    private bool HeldBy(JitOperation operation, GrantQuestion asked) => operation.Find(asked) is { } held && StillCarries(held);

    private void Admit(GrantQuestion asked, JitGrantLease lease, JitOperation operation, HttpContext? http)
    {
        operation.Add(asked, lease);
        if (http is not null)
        {
            operation.Answer(http);
        }

        report.Admitted();
    }

    // One that waits for its first use and must not begin, by the policy, is no grant yet.
    private static GrantRefusal Refuse(GrantQuestion asked, Explanation explanation) => new(
        explanation, asked.Permission, asked.Path,
        IsMissingGrant: explanation.Reason.Kind is ReasonKind.Forbidden or ReasonKind.NotFound or ReasonKind.Conflict or ReasonKind.OutsidePolicy);
}
