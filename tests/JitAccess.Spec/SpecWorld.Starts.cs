namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>
    /// Begins a scheduled grant whose start has come: with everything that an approval would want now. What does not hold revokes it; what cannot be told
    /// is waited for, until its end.
    /// </summary>
    public SpecAnswer Start(SpecGrant grant)
    {
        if (grant.StateAt(Now) != "scheduled")
        {
            return SpecAnswer.Refused("grant-ended");
        }

        if (Now < grant.Start)
        {
            return SpecAnswer.Refused("start-not-due");
        }

        // What is not known may be so a moment later.
        if (Directory.Fails)
        {
            return SpecAnswer.Refused("fact-source-failed");
        }

        var versions = VersionsOf(grant.Request);
        var reasons = WhyNotBegin(grant, versions);
        if (!IsGone(grant.Request) && versions.Exists(policy => policy.ScheduledUpTo is null))
        {
            reasons.Add("start-not-allowed");
        }

        if (reasons.Count == 0)
        {
            CheckAllowance(grant.Request, versions, reasons);
        }

        if (reasons.Contains("fact-source-failed"))
        {
            return SpecAnswer.Refused(reasons);
        }

        grant.IsScheduled = false;
        if (reasons.Count > 0)
        {
            grant.NeverBegan = true;
            grant.EndNow("revoked", Now);
            return SpecAnswer.Accepted;
        }

        grant.End = Math.Min(grant.End, ClaimsGoodUntil(grant.Request.Requester, versions) ?? long.MaxValue);
        grant.CountsTime |= versions.Exists(policy => policy.AllowanceTotal is not null);
        Begin(grant, versions);
        return SpecAnswer.Accepted;
    }

    /// <summary>
    /// Claims the grant of a request: with everything that an approval would want now, its time runs from now. What does not hold, or cannot be told, is
    /// refused and changes nothing.
    /// </summary>
    public SpecAnswer Activate(SpecCaller caller, string id)
    {
        if (Request(id) is not { } request || !IsParty(caller, request))
        {
            return SpecAnswer.Refused("not-found");
        }

        if (Grants.Find(grant => grant.Request == request) is not { } grant)
        {
            return SpecAnswer.Refused("not-claimable");
        }

        switch (grant.StateAt(Now))
        {
            case "claimable":
                return caller.Account == grant.Holder ? Claim(grant) : SpecAnswer.Refused("not-holder");
            case "scheduled":
                return SpecAnswer.Refused("start-not-due");
            case "active":
                return SpecAnswer.Refused("not-claimable");
            default:
                return SpecAnswer.Refused("grant-ended");
        }
    }

    /// <summary>Begins a grant with its first use; the use itself comes after that.</summary>
    public SpecAnswer FirstUse(SpecAccount account, SpecGrant grant, SpecScope operation)
    {
        if (grant.Waits != "first-use")
        {
            return SpecAnswer.Refused("not-claimed");
        }

        return account == grant.Holder && grant.Scopes.Exists(scope => scope.Covers(operation)) ? Claim(grant) : SpecAnswer.Refused("out-of-scope");
    }

    private SpecAnswer Claim(SpecGrant grant)
    {
        if (Directory.Fails)
        {
            return SpecAnswer.Refused("fact-source-failed");
        }

        var versions = VersionsOf(grant.Request);
        var reasons = WhyNotBegin(grant, versions);
        if (reasons.Count == 0)
        {
            CheckAllowance(grant.Request, versions, reasons);
        }

        if (reasons.Count > 0)
        {
            return SpecAnswer.Refused(reasons);
        }

        grant.Waits = null;
        grant.End = EndOf(grant.Request, versions);
        grant.CountsTime = versions.Exists(policy => policy.AllowanceTotal is not null);
        Begin(grant, versions);
        return SpecAnswer.Accepted;
    }

    private List<string> WhyNotBegin(SpecGrant grant, List<SpecPolicy> versions)
    {
        var request = grant.Request;
        var reasons = new List<string>();
        if (IsGone(request))
        {
            return ["policy-gone"];
        }

        CheckRequester(request.Requester, versions, reasons);
        CheckActivation(request, grant.Scopes, request.Duration, versions, Now, reasons);
        if (!StagesOf(request).TrueForAll(stage => HasQuorum(request, stage)))
        {
            reasons.Add("approval-missing");
        }

        return reasons;
    }

    private void Begin(SpecGrant grant, List<SpecPolicy> versions)
    {
        grant.Start = Now;
        grant.UsesLeft = versions.Append(new SpecPolicy { Uses = grant.UsesLeft }).Min(policy => policy.Uses);
        grant.RecordsUse |= versions.Exists(policy => policy.RecordsUse);
    }
}
