namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>Reviews what was done behind the broken glass: by another human, once it is over.</summary>
    public SpecAnswer Review(SpecCaller caller, string id, string outcome)
    {
        if (Grant(id) is not { } grant || !IsParty(caller, grant))
        {
            return SpecAnswer.Refused("not-found");
        }

        if (!grant.OwesReview)
        {
            return SpecAnswer.Refused(grant.BreaksGlass ? "reviewed-already" : "no-review-owed");
        }

        if (grant.CarriesOnAt(Now))
        {
            return SpecAnswer.Refused("review-not-due");
        }

        var reasons = new List<string>();
        if (Directory.WhyNot(caller.Account) is { } refused)
        {
            reasons.Add(refused);
        }

        if (Directory.SameHuman(caller.Chain, grant.Request.Requester.Chain))
        {
            reasons.Add("self-approval");
        }

        if (!caller.HasHuman || !caller.Bounds.Prepend(caller).All(one => Directory.WhyNot(one.Account) is null && MayReview(one, grant.Request)))
        {
            reasons.Add("not-reviewer");
        }

        if (Directory.Fails)
        {
            reasons.Add("fact-source-failed");
        }

        if (reasons.Count > 0)
        {
            return SpecAnswer.Refused(reasons);
        }

        grant.Reviewed = outcome;
        return SpecAnswer.Accepted;
    }

    // Whom every version lets review that says anything of it, where the glass was broken.
    private bool MayReview(SpecCaller caller, SpecRequest request) =>
        request is { Pinned.Reviewers: not null, Extends: null } && VersionsOf(request).ConvertAll(policy => policy.Reviewers).OfType<SpecCondition>().All(reviewers => Holds(reviewers, caller));

    // One human owes one review at most, through whichever account.
    private void CheckOwedReviews(SpecCaller caller, SpecPolicy policy, List<string> reasons)
    {
        var owed = policy.Reviewers is null ? [] : Grants.FindAll(grant => grant.OwesReview && grant.Holder.Tenant == caller.Account.Tenant);
        if (owed.Exists(grant => Directory.SameHuman(OfPeople(caller), OfPeople(grant.Request.Requester))))
        {
            reasons.Add("review-owed");
        }

        if (owed.Count > 0 && Directory.Fails)
        {
            reasons.Add("fact-source-failed");
        }
    }

    // Whoever works through the same tool is somebody else.
    private static List<SpecAccount> OfPeople(SpecCaller caller) => [caller.Account, .. caller.Bounds.ConvertAll(principal => principal.Account)];

    private void CheckSignIn(SpecCaller caller, SpecPolicy policy, List<string> reasons)
    {
        if (policy.Reviewers is null)
        {
            return;
        }

        // The age is that at presentation, and half-open.
        var claim = caller.Claims.Find(item => item.Name == "authentication-time");
        if (claim is null && Directory.Fails)
        {
            reasons.Add("fact-source-failed");
        }
        else if (claim is null || claim.At >= (long.Parse(claim.Values[0], System.Globalization.CultureInfo.InvariantCulture) * 1000) + policy.SignedInWithin)
        {
            reasons.Add("authentication-too-old");
        }
    }
}
