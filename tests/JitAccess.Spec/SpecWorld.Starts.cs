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

        var request = grant.Request;
        var versions = VersionsOf(request);
        var reasons = new List<string>();
        if (IsGone(request))
        {
            reasons.Add("policy-gone");
        }
        else
        {
            CheckRequester(request.Requester, versions, reasons);
            CheckActivation(request, grant.Scopes, request.Duration, versions, Now, reasons);
            if (!StagesOf(request).TrueForAll(stage => HasQuorum(request, stage)))
            {
                reasons.Add("approval-missing");
            }

            if (versions.Exists(policy => policy.ScheduledUpTo is null))
            {
                reasons.Add("start-not-allowed");
            }
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

        grant.Start = Now;
        grant.End = Math.Min(grant.End, ClaimsGoodUntil(request.Requester, versions) ?? long.MaxValue);
        grant.UsesLeft = versions.Append(new SpecPolicy { Uses = grant.UsesLeft }).Min(policy => policy.Uses);
        grant.RecordsUse |= versions.Exists(policy => policy.RecordsUse);
        return SpecAnswer.Accepted;
    }
}
