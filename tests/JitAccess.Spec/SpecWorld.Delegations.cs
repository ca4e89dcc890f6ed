namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    public List<SpecDelegation> Delegations { get; set; } = [];

    /// <summary>Those that live or are to begin.</summary>
    public List<SpecDelegation> OpenDelegations => Delegations.FindAll(item => !item.IsEnded && Now < item.Until);

    /// <summary>Lets another decide what waits for the caller.</summary>
    public SpecAnswer Delegate(SpecCaller caller, SpecDelegation made)
    {
        var reasons = new List<string>();
        reasons.AddRange(new[] { Directory.WhyNot(caller.Account), Directory.WhyNot(made.To) }.OfType<string>());

        // Nobody passes on a right that somebody else bounds, and no workload has one alone.
        if (caller.Account.IsWorkload || caller.Bounds.Count > 0)
        {
            reasons.Add("not-approver");
        }

        if (made.To.Tenant != caller.Account.Tenant || made.To.IsWorkload)
        {
            reasons.Add("value-invalid");
        }

        if (Directory.SameHuman(caller.Chain, [made.To]))
        {
            reasons.Add("delegation-to-self");
        }

        if (made.From < Now || made.From > Now + Limits.DelegationUpTo || made.Until <= made.From || made.Until > made.From + Limits.DelegationUpTo)
        {
            reasons.Add("delegation-time-invalid");
        }

        if (reasons.Count > 0)
        {
            return SpecAnswer.Refused(reasons);
        }

        // Whether it is the same human cannot be told.
        if (Directory.Fails)
        {
            return SpecAnswer.Refused("fact-source-failed");
        }

        if (Accepted(caller.Account) >= Limits.AcceptedRequestsPerHour)
        {
            return SpecAnswer.Refused("too-many-requests");
        }

        if (OpenDelegations.Count(item => item.By == made.By) >= 20 || OpenDelegations.FindAll(item => item.To == made.To && item.By != made.By).Select(item => item.By).Distinct().Count() >= 20)
        {
            return SpecAnswer.Refused("too-many-delegations");
        }

        if (LeadsTo(made.By, made.To, made, []))
        {
            return SpecAnswer.Refused("delegation-circle");
        }

        made.MadeAt = Now;
        Delegations.Add(made);
        return SpecAnswer.Accepted;
    }

    /// <summary>Ends a delegation: whoever is in it, and whoever may end anything.</summary>
    public SpecAnswer EndDelegation(SpecCaller caller, string id)
    {
        var found = OpenDelegations.Find(item => item.Id == id && item.By.Tenant == caller.Account.Tenant);
        if (found is null || (found.By != caller.Account && found.To != caller.Account && !Revokes(caller)))
        {
            return SpecAnswer.Refused("not-found");
        }

        found.IsEnded = true;
        return SpecAnswer.Accepted;
    }

    /// <summary>
    /// Whoever's right a caller can vote with: their own, and that of those for whom they stand in, one step and never onward. The session is the caller's;
    /// who the other is, the directory alone tells.
    /// </summary>
    public List<SpecCaller> VoicesOf(SpecCaller caller, SpecRequest request)
    {
        if (Directory.WhyNot(caller.Account) is not null)
        {
            return [];
        }

        var away = OpenDelegations
            .FindAll(item => item.To == caller.Account && item.From <= Now && item.Policies?.Contains(request.Pinned.Name) != false)
            .Select(item => item.By)
            .Distinct()
            .Where(account => Directory.WhyNot(account) is null);
        return [caller, .. away.Select(account => new SpecCaller { Account = account, Claims = caller.Claims.FindAll(claim => claim.Name == "authentication-time") })];
    }

    // Whether what is left to somebody comes back, by any way of which every step lives at some moment of what is made.
    private bool LeadsTo(SpecAccount away, SpecAccount at, SpecDelegation made, List<SpecDelegation> taken) =>
        (at.Tenant == away.Tenant && at.LooksLike == away.LooksLike)
        || OpenDelegations.Exists(item =>
            !taken.Contains(item)
            && item.By.Tenant == at.Tenant && item.By.LooksLike == at.LooksLike
            && item.From < made.Until && made.From < item.Until
            && LeadsTo(away, item.To, made, [.. taken, item]));
}
