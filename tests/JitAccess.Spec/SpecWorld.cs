namespace JitAccess.Spec;

/// <summary>
/// What JitAccess promises, written down as plainly as possible: the rules of decision and of the engine over lists that keep everything. Nothing is
/// counted, indexed or remembered that can be looked up in what happened. It shares no code with the library.
/// </summary>
/// <remarks>Where the architecture leaves something open, a comment says what was chosen. Not thread-safe.</remarks>
internal sealed partial class SpecWorld
{
    /// <summary>The moment, in milliseconds since the Unix epoch.</summary>
    public long Now { get; set; }

    public SpecLimits Limits { get; set; } = new();

    public SpecDirectory Directory { get; set; } = new();

    /// <summary>The published version of each set.</summary>
    public List<SpecSet> Published { get; set; } = [];

    public List<SpecRequest> Requests { get; set; } = [];

    public List<SpecGrant> Grants { get; set; } = [];

    /// <summary>Who sees everything of the tenant; nothing means nobody.</summary>
    public SpecCondition? MayAudit { get; set; }

    /// <summary>Who ends anything of the tenant; nothing means nobody.</summary>
    public SpecCondition? MayRevoke { get; set; }

    /// <summary>Begins what is due. Housekeeping does it, and it is not told which comes first.</summary>
    public void StartWhatIsDue() => Grants.FindAll(grant => grant.StateAt(Now) == "scheduled" && Now >= grant.Start).ForEach(grant => Start(grant));

    /// <summary>Lets others decide too where a stage has waited too long. Housekeeping does it.</summary>
    public void EscalateWhatIsDue() => Requests.ForEach(request => Escalate(request));

    public SpecPolicy? Current(string policy) => Published.SelectMany(set => set.Policies).FirstOrDefault(item => item.Name == policy);

    public SpecRequest? Request(string id) => Requests.Find(request => request.Id == id);

    public SpecGrant? Grant(string id) => Grants.Find(grant => grant.Id == id);

    public bool Audits(SpecCaller caller) => MayAudit is not null && caller.Bounds.Prepend(caller).All(one => Directory.WhyNot(one.Account) is null && Holds(MayAudit, one));

    public bool Revokes(SpecCaller caller) => MayRevoke is not null && Directory.WhyNot(caller.Account) is null && Holds(MayRevoke, caller);

    /// <summary>
    /// Whether a caller is a party to a request: its subject, whoever voted on it (rule 11: approvers see what they approved), whoever is eligible
    /// for one of its stages or to review it, and auditors.
    /// </summary>
    public bool IsParty(SpecCaller caller, SpecRequest request) =>
        caller.Account.Tenant == request.Requester.Account.Tenant
        && (caller.Account == request.Requester.Account
            || request.Votes.Exists(vote => vote.Voter.Account == caller.Account)
            || VoicesOf(caller, request).Exists(voice => Decides(voice, request, request.Aim))
            || Audits(caller));

    /// <summary>
    /// The same for a grant; whoever may revoke everything must be able to find it. Who could have approved by relation is none, unless they did.
    /// </summary>
    public bool IsParty(SpecCaller caller, SpecGrant grant) =>
        caller.Account.Tenant == grant.Holder.Tenant
        && (caller.Account == grant.Holder
            || grant.ApprovedBy.Contains(caller.Account)
            || Decides(caller, grant.Request, aim: null)
            || Audits(caller)
            || Revokes(caller));

    private bool Decides(SpecCaller caller, SpecRequest request, SpecAim? aim) =>
        Directory.WhyNot(caller.Account) is null && (StagesOf(request).Exists(stage => stage.MayEverDecide(this, caller, aim)) || MayReview(caller, request));

    private bool Holds(SpecCondition condition, SpecCaller caller) => Holds(condition, caller, []);

    private bool Holds(SpecCondition condition, SpecCaller caller, List<string> missing) => Holds(condition, caller, Now, missing);

    private bool Holds(SpecCondition condition, SpecCaller caller, long moment, List<string> missing) =>
        condition.Holds(caller.Account, caller.Believed, Directory, moment, missing) == true;

    /// <summary>The moment from which the claims of a caller are too old, where no directory speaks for the account; nothing when none were presented.</summary>
    private long? ClaimsGoodUntil(SpecCaller caller, List<SpecPolicy> versions)
    {
        if (Directory.Knows(caller.Account) || caller.Claims.Count == 0)
        {
            return null;
        }

        var goodFor = versions.ConvertAll(policy => policy.ClaimsGoodFor ?? Limits.ClaimsGoodFor).Append(Limits.ClaimsGoodFor).Min();
        return caller.Claims.Min(claim => claim.At) + goodFor;
    }

    /// <summary>What stands in the way besides eligibility: conditions and the ticket.</summary>
    private void CheckConditions(SpecCaller requester, string? ticket, List<SpecPolicy> versions, long moment, List<string> reasons)
    {
        foreach (var policy in versions)
        {
            foreach (var condition in policy.Conditions)
            {
                Holds(condition, requester, moment, reasons);
            }

            foreach (var condition in policy.Conditions)
            {
                requester.Bounds.ForEach(principal => Holds(condition, principal, moment, reasons));
            }

            CheckSignIn(requester, policy, reasons);
            if (policy.TicketPattern is not null && string.IsNullOrEmpty(ticket))
            {
                reasons.Add("ticket-missing");
            }
            else if (policy.TicketPattern is not null && !SpecTicket.Matches(policy.TicketPattern, ticket!))
            {
                reasons.Add("ticket-mismatch");
            }
        }
    }

    private void CheckFreshness(SpecCaller requester, List<SpecPolicy> versions, long moment, List<string> reasons)
    {
        if (ClaimsGoodUntil(requester, versions) <= moment)
        {
            reasons.Add("facts-stale");
        }
    }
}
