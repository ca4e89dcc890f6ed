namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>Asks for access.</summary>
    public SpecAnswer Submit(SpecCaller caller, SpecAsk ask, int setVersion, string requestId, string grantId)
    {
        if (Directory.WhyNot(caller.Account) is { } refused)
        {
            return SpecAnswer.Refused(refused);
        }

        return Current(ask.Policy) is { } policy
            ? Submit(caller, ask, policy, setVersion, requestId, grantId, extends: null)
            : SpecAnswer.Refused("policy-unknown");
    }

    /// <summary>Asks for more time while a grant lives.</summary>
    public SpecAnswer Extend(SpecCaller caller, string grant, long duration, string? justification, int setVersion, string requestId, string grantId)
    {
        if (Grant(grant) is not { } extended || !IsParty(caller, extended))
        {
            return SpecAnswer.Refused("not-found");
        }

        if (!extended.IsOpenAt(Now))
        {
            return SpecAnswer.Refused("grant-ended");
        }

        // Whoever bounds a grant bounds what goes on from it.
        if (caller.Account != extended.Holder || !extended.Request.Requester.Bounds.TrueForAll(principal => caller.ActsFor.Contains(principal.Account)))
        {
            return SpecAnswer.Refused("not-holder");
        }

        if (extended.IsScheduled)
        {
            return SpecAnswer.Refused("start-not-due");
        }

        if (extended.Waits is not null)
        {
            return SpecAnswer.Refused("not-claimed");
        }

        if (Current(extended.Request.Pinned.Name) is not { } policy)
        {
            return SpecAnswer.Refused(Directory.WhyNot(caller.Account) ?? "policy-unknown");
        }

        if (policy.OfExtensions is not { } rule || extended.UsesLeft is not null)
        {
            return SpecAnswer.Refused("not-extendable");
        }

        var ask = new SpecAsk { Policy = policy.Name, Duration = duration, Justification = justification, Ticket = extended.Request.Ticket };
        return Directory.WhyNot(caller.Account) is { } refused
            ? SpecAnswer.Refused(refused)
            : Submit(caller, ask, rule, setVersion, requestId, grantId, extended, policy);
    }

    // Whoever acts for somebody has no more than they have.
    private void CheckBounds(SpecCaller caller, List<SpecPolicy> versions, List<string> reasons)
    {
        foreach (var principal in caller.Bounds)
        {
            var missing = new List<string>();
            var may = versions.ConvertAll(policy => Holds(policy.Eligible, principal, missing)).TrueForAll(holds => holds);
            if (Directory.WhyNot(principal.Account) is { } refused)
            {
                reasons.AddRange("principal-not-eligible", refused);
            }

            if (!may)
            {
                reasons.Add("principal-not-eligible");
                reasons.AddRange(missing.Where(reason => reason != "not-eligible"));
            }
        }
    }

    private SpecAnswer Submit(
        SpecCaller caller, SpecAsk ask, SpecPolicy policy, int setVersion, string requestId, string grantId, SpecGrant? extends, SpecPolicy? pinned = null)
    {
        // Whoever may not ask learns nothing about limits; whoever may learns everything that is wrong at once.
        var missing = new List<string>();
        if (!Holds(policy.Eligible, caller, missing))
        {
            return SpecAnswer.RefusedBecause("not-eligible", missing);
        }

        CheckBounds(caller, [policy], missing);
        if (missing.Count > 0)
        {
            return SpecAnswer.RefusedForAll(missing);
        }

        var reasons = new List<string>();
        var scopes = extends?.Scopes ?? Choose(policy.Scopes, ask.Permissions, ask.Resource, "permission-not-covered", "resource-not-covered", reasons);
        if (extends is not null && scopes.Exists(scope => !policy.Scopes.Exists(offered => offered.Covers(scope))))
        {
            reasons.Add("resource-not-covered");
        }

        CheckTotal(extends, ask.Duration, [policy], reasons);
        if (CheckStart(ask.StartAt, policy, reasons))
        {
            // What must hold when access begins is judged as of then.
            CheckConditions(caller, ask.Ticket, [policy], ask.StartAt ?? Now, reasons);
            CheckGuardrails(caller, scopes, ask.StartAt ?? Now, [], reasons);
            CheckFreshness(caller, [policy], extends?.End ?? ask.StartAt ?? Now, reasons);
        }

        CheckDuration(ask.Duration, policy, reasons);
        CheckJustification(ask.Justification, policy, reasons);
        if (policy.Stages.Count == 0 && !policy.ApprovesAtOnce)
        {
            reasons.Add("nothing-approves");
        }

        // Whoever has asked too much is told that, and nobody looks for approvers.
        var limited = new List<string>();
        CheckLimits(caller.Account, policy, scopes, limited);
        if (limited.Count == 0 && !CanBeMet(caller, policy, new SpecAim(caller.Account, scopes)))
        {
            reasons.Add("nobody-approves");
        }

        if (reasons.Count > 0)
        {
            return SpecAnswer.RefusedForAll(reasons);
        }

        CheckLimits(caller.Account, policy, scopes, reasons);
        CheckOwedReviews(caller, policy, reasons);
        var request = new SpecRequest
        {
            Id = requestId,
            Requester = new SpecCaller { Account = caller.Account, ActsFor = caller.ActsFor, Claims = caller.Claims, IsOfDirectory = Directory.Knows(caller.Account) },
            Pinned = pinned ?? policy,
            Extends = extends,
            PinnedVersion = setVersion,
            PinnedGuardrails = [.. Published.SelectMany(set => set.Guardrails)],
            Scopes = scopes,
            Duration = ask.Duration,
            StartAt = ask.StartAt,
            Justification = ask.Justification,
            Ticket = ask.Ticket,
            CreatedAt = Now,

            // The deadline is set when the state is entered; a later version of the policy does not move it.
            // Nothing is approved once its start has come, or once that has ended which it would extend.
            LapsesAt = Math.Min(Now + (policy.PendingFor ?? Limits.PendingFor), extends?.End ?? ask.StartAt ?? long.MaxValue),
        };
        CheckAllowance(request, [policy], reasons);
        if (reasons.Count > 0)
        {
            return SpecAnswer.Refused(reasons);
        }

        Requests.Add(request);
        if (policy.ApprovesAtOnce)
        {
            Activate(request, [policy], grantId, []);
        }
        else
        {
            Wait(request);
        }

        return SpecAnswer.Accepted;
    }

    /// <summary>How many requests of a subject wait for a decision.</summary>
    public int Pending(SpecAccount account) => Requests.Count(request => request.Requester.Account == account && request.StateAt(Now) == "pending");

    /// <summary>How many grants of a subject are live, or will be.</summary>
    public int Live(SpecAccount account) => Grants.Count(grant => grant.Holder == account && grant.IsOpenAt(Now));

    /// <summary>How many requests of a subject were accepted in the last hour.</summary>
    public int Accepted(SpecAccount account) => Requests.Count(request => request.Requester.Account == account && Now < request.CreatedAt + 3_600_000)
        + Delegations.Count(made => made.By == account && Now < made.MadeAt + 3_600_000);

    /// <summary>What is not named is taken whole; a permission that was named must be there, on the resource that was named.</summary>
    private static List<SpecScope> Choose(
        List<SpecScope> offered, List<string>? permissions, string? resource, string noPermission, string noResource, List<string> reasons)
    {
        var chosen = new List<SpecScope>();
        foreach (var permission in permissions ?? offered.Select(scope => scope.Permission).ToList())
        {
            var ofPermission = offered.FindAll(scope => scope.Permission == permission);
            if (ofPermission.Count == 0)
            {
                reasons.Add(noPermission);
            }
            else if (resource is null)
            {
                chosen.AddRange(ofPermission);
            }
            else if (ofPermission.Exists(scope => SpecScope.Covers(scope.Resource, resource)))
            {
                chosen.Add(new SpecScope(permission, resource));
            }
            else if (permissions is not null)
            {
                reasons.Add(noResource);
            }
        }

        if (chosen.Count == 0 && reasons.Count == 0)
        {
            reasons.Add(noResource);
        }

        return chosen.Distinct().ToList();
    }

    /// <summary>A grant and its extensions last no longer than the policy says.</summary>
    private static void CheckTotal(SpecGrant? extends, long duration, List<SpecPolicy> versions, List<string> reasons)
    {
        if (extends is not null && versions.Exists(policy => extends.End - extends.Lineage + duration > policy.MaxDuration))
        {
            reasons.Add("duration-too-long");
        }
    }

    private bool CheckStart(long? start, SpecPolicy policy, List<string> reasons)
    {
        var reason = start is null ? null
            : start <= Now ? "start-passed"
            : policy.ScheduledUpTo is null ? "start-not-allowed"
            : start > Now + policy.ScheduledUpTo ? "start-too-far"
            : null;
        if (reason is not null)
        {
            reasons.Add(reason);
        }

        return reason is null;
    }

    private static void CheckDuration(long duration, SpecPolicy policy, List<string> reasons)
    {
        if (duration > policy.MaxDuration)
        {
            reasons.Add("duration-too-long");
        }

        if (duration < policy.MinDuration)
        {
            reasons.Add("duration-too-short");
        }
    }

    // White space around it says nothing; who writes nothing but white space has said too little.
    private static void CheckJustification(string? justification, SpecPolicy policy, List<string> reasons)
    {
        if ((justification ?? "").Trim().Length < policy.JustificationMinLength)
        {
            reasons.Add(justification is null ? "justification-missing" : "justification-too-short");
        }
    }

    private void CheckLimits(SpecAccount account, SpecPolicy policy, List<SpecScope> scopes, List<string> reasons)
    {
        // "The same policy and resource": what was denied, or something that contains it. To ask for less is another request.
        var cools = Requests.Exists(request =>
            request.Requester.Account == account
            && request.Pinned.Name == policy.Name
            && request.Settled == "denied"
            && Now < request.SettledAt + Limits.CoolDownAfterDenial
            && scopes.Exists(scope => request.Scopes.Exists(denied => SpecScope.Covers(scope.Resource, denied.Resource))));
        if (cools)
        {
            reasons.Add("cooling-down");
        }

        if (Accepted(account) >= Limits.AcceptedRequestsPerHour)
        {
            reasons.Add("too-many-requests");
        }

        // A request that is approved at once never waits, and one that waits is not live yet.
        if (!policy.ApprovesAtOnce && Pending(account) >= Limits.PendingRequests)
        {
            reasons.Add("too-many-pending");
        }

        if (policy.ApprovesAtOnce && Live(account) >= Limits.LiveGrants)
        {
            reasons.Add("too-many-live");
        }
    }

    private void Activate(SpecRequest request, List<SpecPolicy> versions, string grantId, List<SpecAccount> approvedBy)
    {
        var waits = request.StartAt is not null ? null : versions.Exists(policy => policy.Activation == "claim") ? "claim" : versions.Find(policy => policy.Activation is not null)?.Activation;
        var end = waits is null ? EndOf(request, versions) : ClaimBy(request, versions);
        request.Settled = "approved";
        request.SettledAt = Now;
        request.GrantId = grantId;
        Grants.Add(new SpecGrant
        {
            Id = grantId,
            Request = request,
            Scopes = [.. request.Scopes],
            Start = request.StartAt ?? Now,
            IsScheduled = request.StartAt is not null,
            Waits = waits,
            LineageStart = request.Extends?.Lineage,
            End = end,
            UsesLeft = versions.Min(policy => policy.Uses),
            RecordsUse = versions.Exists(policy => policy.RecordsUse),
            CountsTime = waits is null && versions.Exists(policy => policy.AllowanceTotal is not null),
            BreaksGlass = versions.Exists(policy => policy.Reviewers is not null),
            ApprovedBy = approvedBy,
        });
    }
}
