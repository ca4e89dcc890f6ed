namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>Takes a request back.</summary>
    public SpecAnswer Withdraw(SpecCaller caller, string id)
    {
        if (Request(id) is not { } request || !IsParty(caller, request))
        {
            return SpecAnswer.Refused("not-found");
        }

        if (request.StateAt(Now) != "pending")
        {
            return SpecAnswer.Refused(request.StateAt(Now) == "lapsed" ? "request-lapsed" : "request-settled");
        }

        if (caller.Account != request.Requester.Account)
        {
            return SpecAnswer.Refused("not-requester");
        }

        request.Settled = "withdrawn";
        request.SettledAt = Now;
        request.Version++;
        return SpecAnswer.Accepted;
    }

    /// <summary>Gives a grant back.</summary>
    public SpecAnswer Release(SpecCaller caller, string id) =>
        End(caller, id, "released", grant => caller.Account == grant.Holder ? null : "not-holder");

    /// <summary>Ends a grant of someone else: whoever approved it, and whom the application lets revoke.</summary>
    public SpecAnswer Revoke(SpecCaller caller, string id) =>
        End(caller, id, "revoked", grant => grant.ApprovedBy.Contains(caller.Account) || Revokes(caller) ? null : "may-not-revoke");

    /// <summary>Ends every grant of the caller's tenant that a selector picks and anybody works under.</summary>
    public SpecAnswer RevokeAll(SpecCaller caller, Predicate<SpecGrant> picks, out int count)
    {
        count = 0;
        if (!Revokes(caller))
        {
            return SpecAnswer.Refused("may-not-revoke");
        }

        foreach (var grant in Grants.FindAll(grant => grant.Holder.Tenant == caller.Account.Tenant && grant.CarriesOnAt(Now) && picks(grant)))
        {
            grant.EndNow("revoked", Now);
            count++;
        }

        return SpecAnswer.Accepted;
    }

    /// <summary>Takes one use of a grant for one operation.</summary>
    public SpecAnswer Use(SpecAccount account, string id, SpecScope operation)
    {
        var grant = Grant(id)!;
        var reasons = new List<string>();
        if (account != grant.Holder || !grant.Scopes.Exists(scope => scope.Covers(operation)))
        {
            reasons.Add("out-of-scope");
        }

        if (!grant.LivesAt(Now))
        {
            reasons.Add(grant.StateAt(Now) switch { "scheduled" => "start-not-due", "claimable" => "not-claimed", _ => "grant-ended" });
        }

        if (reasons.Count > 0)
        {
            return SpecAnswer.Refused(reasons);
        }

        if (grant.UsesLeft is not null)
        {
            grant.UsesLeft--;
        }

        if (grant.UsesLeft == 0)
        {
            grant.Ended = "used-up";
            grant.EndedAt = Now;
        }

        return SpecAnswer.Accepted;
    }

    private SpecAnswer End(SpecCaller caller, string id, string state, Func<SpecGrant, string?> refuse)
    {
        if (Grant(id) is not { } grant || !IsParty(caller, grant))
        {
            return SpecAnswer.Refused("not-found");
        }

        if (!grant.CarriesOnAt(Now))
        {
            return SpecAnswer.Refused("grant-ended");
        }

        if (refuse(grant) is { } reason)
        {
            return SpecAnswer.Refused(reason);
        }

        grant.EndNow(state, Now);
        return SpecAnswer.Accepted;
    }
}
