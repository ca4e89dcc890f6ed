using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

internal static partial class Decider
{
    /// <summary>Decides on one use of a grant whose uses are counted or recorded.</summary>
    public static Decision Use(UseCommand command, DecisionContext context)
    {
        var grant = command.Grant;
        if (RefuseEnded(grant, context.Now) is { } ended)
        {
            return Decision.Reject(ended);
        }

        if (grant.State == GrantState.Scheduled)
        {
            return Decision.Reject(NotDue(grant));
        }

        if (grant.State == GrantState.Claimable)
        {
            return Decision.Reject(NotClaimed(grant));
        }

        if (!grant.Subject.Equals(command.Subject) || !grant.Scopes.Any(scope => scope.Covers(command.Scope)))
        {
            return Decision.Reject(new Finding(Reason.OutOfScope, $"The grant does not cover {command.Scope}.")
            {
                Value = command.Scope.ToString(),
                Fix = "Ask for access to it.",
            });
        }

        if (command.Ledger.IsEnding(grant.Id, context.Now))
        {
            return Decision.Reject(new Finding(Reason.StoreContended, "Somebody is ending the grant at this moment, and no use of it goes before that.")
            {
                Fix = "Try again in a moment: the grant has ended then, or can be used again.",
            });
        }

        var tenant = grant.Subject.Tenant;
        var left = grant.UsesLeft - 1;
        if (left < 0)
        {
            return Decision.Reject(new Finding(Reason.UsedUp, "All uses of the grant have been taken.") { Fix = "Ask for access again." });
        }

        var used = new GrantUsed(tenant, grant.Id, command.Scope, command.Operation, left);
        return left == 0
            ? Decision.Accept(grant.End, used, new GrantUsedUp(tenant, grant.Id, grant.Subject, context.Now))
            : Decision.Accept(grant.End, used);
    }

    /// <summary>Decides on giving a grant back.</summary>
    public static Decision Release(ReleaseCommand command, DecisionContext context)
    {
        var grant = command.Grant;
        if (!IsParty(command.Caller, grant, command.Policies, command.Rights.SeesGrants, context))
        {
            return NotFound();
        }

        if (RefuseEnd(grant, context.Now) is { } ended)
        {
            return Decision.Reject(ended);
        }

        return command.Caller.Subject.Equals(grant.Subject)
            ? Decision.Accept(grant.End, End(grant, GrantState.Released, why: null, context.Now))
            : Decision.Reject(new Finding(Reason.NotHolder, "Only the holder can release a grant.") { Fix = "Revoke it, if you may." });
    }

    /// <summary>Decides on ending somebody's grant. No policy has to be readable for it (decision rule 7).</summary>
    public static Decision Revoke(RevokeCommand command, DecisionContext context)
    {
        var grant = command.Grant;
        if (!IsParty(command.Caller, grant, command.Policies, command.Rights.SeesGrants, context))
        {
            return NotFound();
        }

        if (RefuseEnd(grant, context.Now) is { } ended)
        {
            return Decision.Reject(ended);
        }

        return command.Rights.MayRevoke || grant.ApprovedBy.Contains(command.Caller.Subject)
            ? Decision.Accept(grant.End, End(grant, GrantState.Revoked, context.Texts.Seal(command.Why), context.Now))
            : Decision.Reject(MayNotRevoke());
    }

    /// <summary>Decides on ending every grant that a selector picks and anybody works under, and on letting none slip in meanwhile.</summary>
    public static Decision RevokeAll(RevokeAllCommand command, DecisionContext context)
    {
        if (!command.Rights.MayRevoke)
        {
            return Decision.Reject(MayNotRevoke());
        }

        var tenant = command.Caller.Subject.Tenant;
        if (command.Selector is RevocationSelector.OfSubject { Subject: var subject } && subject.Tenant != tenant)
        {
            return NotFound();
        }

        var why = context.Texts.Seal(command.Why);
        ImmutableArray<GrantRecord> live = [.. command.Live.Where(grant => grant.CarriesOnAt(context.Now) && Picks(command.Selector, grant))];
        var head = new GrantsRevoked(
            tenant,
            (command.Selector as RevocationSelector.OfSubject)?.Subject,
            (command.Selector as RevocationSelector.OfPolicy)?.Policy,
            (command.Selector as RevocationSelector.OfScope)?.Scope,
            live.Length,
            why,
            context.Now,
            command.Continues ? true : null);
        return Decision.Accept(null, [head, .. live.Select(grant => End(grant, GrantState.Revoked, why, context.Now))]);
    }

    /// <summary>Says whether a selector picks a grant; one that somebody has for another is the other's too.</summary>
    public static bool Picks(RevocationSelector selector, GrantRecord grant) =>
        Picks(selector, grant.Subject, grant.Policy.Name, grant.Scopes)
        || (selector is RevocationSelector.OfSubject of && Bounds.Among(grant.Subject, grant.ActsFor).Contains(of.Subject));

    /// <summary>Says whether a selector picks a grant, as far as it can be told without knowing for whom it is held.</summary>
    public static bool Picks(RevocationSelector selector, Subject subject, string policy, ImmutableArray<Scope> scopes) => selector switch
    {
        RevocationSelector.OfSubject of => subject.Equals(of.Subject),
        RevocationSelector.OfPolicy of => string.Equals(policy, of.Policy, StringComparison.Ordinal),
        RevocationSelector.OfScope of => scopes.Any(scope => of.Scope.Covers(scope) || scope.Covers(of.Scope)),
        _ => true,
    };

    // A final state never changes. What the last use admitted goes on all the same, so ending such a grant cuts that off, once.
    private static JitEvent End(GrantRecord grant, GrantState how, string? why, Instant now) => (grant.State, how) switch
    {
        (GrantState.UsedUp, _) => new GrantCutOff(grant.Subject.Tenant, grant.Id, grant.Subject, now, how, why),
        (_, GrantState.Released) => new GrantReleased(grant.Subject.Tenant, grant.Id, grant.Subject, now),
        _ => new GrantRevoked(grant.Subject.Tenant, grant.Id, grant.Subject, now, why!),
    };

    private static Explanation? RefuseEnd(GrantRecord grant, Instant now) => grant.CarriesOnAt(now) ? null : RefuseEnded(grant, now);

    private static Explanation? RefuseEnded(GrantRecord grant, Instant now)
    {
        var state = grant.StateAt(now);
        return state is GrantState.Active or GrantState.Scheduled or GrantState.Claimable
            ? null
            : Explanation.Of(new Finding(Reason.GrantEnded, $"The grant is {state.Name()} already, and that never changes.") { Value = state.Name() });
    }

    private static Finding MayNotRevoke() =>
        new(Reason.MayNotRevoke, "You may not revoke this: those who approved a grant may, and those whom the application lets revoke.")
        {
            Fix = "Holders release their own grants.",
        };
}
