namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>
    /// Judges anew whether somebody may still hold what they hold: by what both versions of the policy say of who may ask, and by the guardrails. What
    /// cannot be told ends nothing, and what has not begun is judged when it begins.
    /// </summary>
    public SpecAnswer Recheck(SpecGrant grant)
    {
        if (grant.StateAt(Now) is "scheduled" or "claimable" || !grant.CarriesOnAt(Now) || Directory.Fails)
        {
            return SpecAnswer.Refused("grant-ended");
        }

        var reasons = new List<string>();
        CheckRequester(grant.Request.Requester, VersionsOf(grant.Request), reasons);
        CheckGuardrails(grant.Request.Requester, grant.Scopes, Now, grant.Request.PinnedGuardrails, reasons);
        if (reasons.Count == 0)
        {
            return SpecAnswer.Refused("grant-ended");
        }

        grant.LostEligibility = true;
        grant.EndNow("revoked", Now);
        return SpecAnswer.Accepted;
    }

    /// <summary>Judges everybody.</summary>
    public void RecheckAll() => Grants.ForEach(grant => Recheck(grant));
}
