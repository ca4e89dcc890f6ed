namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>What no policy overrules: all guardrails that are published, and those under which a request was asked. What cannot be told is denied.</summary>
    private void CheckGuardrails(SpecCaller requester, List<SpecScope> scopes, long moment, List<SpecGuardrail> pinned, List<string> reasons)
    {
        requester.Bounds.ForEach(principal => CheckGuardrails(principal, scopes, moment, pinned, reasons));
        foreach (var guardrail in Published.SelectMany(set => set.Guardrails).Concat(pinned).Where(guardrail => scopes.Exists(guardrail.Covers)))
        {
            var missing = new List<string>();
            var holds = guardrail.When.Holds(requester.Account, requester.Believed, Directory, moment, missing);
            if (holds != false)
            {
                reasons.Add("guardrail-denies");
            }

            if (holds is null)
            {
                reasons.AddRange(missing);
            }
        }
    }

    /// <summary>Whether an account would have more time than allowed in any window that touches what it would be given.</summary>
    private void CheckAllowance(SpecRequest request, List<SpecPolicy> versions, List<string> reasons)
    {
        var bounding = versions.FindAll(policy => policy.AllowanceTotal is not null);
        if (bounding.Count == 0)
        {
            return;
        }

        var (total, within) = (bounding.Min(policy => policy.AllowanceTotal!.Value), bounding.Max(policy => policy.AllowanceWithin));
        var given = (From: Math.Max(request.StartAt ?? Now, Now), Until: EndOf(request, versions));
        var times = Grants.FindAll(grant => grant.CountsTime && grant.Holder == request.Requester.Account && grant.Request.Pinned.Name == request.Pinned.Name)
            .ConvertAll(grant => (From: grant.Start, Until: WorkEndOf(grant)));
        times.Add(given);
        foreach (var start in times.SelectMany(time => new[] { time.From, time.Until - within }).Append(given.From - within + 1).Append(given.Until - 1))
        {
            if (start < given.Until && start + within > given.From && Measure(times, start, start + within) > total)
            {
                reasons.Add("allowance-used");
                return;
            }
        }
    }

    // How much of a window is covered by any of the times: whatever lies between two of their edges is covered as a whole or not at all.
    private static long Measure(List<(long From, long Until)> times, long from, long until)
    {
        var edges = times.SelectMany(time => new[] { time.From, time.Until }).Append(from).Append(until).Where(edge => edge >= from && edge <= until).Distinct().Order().ToList();
        return edges.Zip(edges.Skip(1)).Where(part => times.Exists(time => time.From <= part.First && part.First < time.Until)).Sum(part => part.Second - part.First);
    }

    // What the last use admitted goes on.
    private static long WorkEndOf(SpecGrant grant) =>
        grant.Ended is null ? grant.End
        : grant.Ended != "used-up" ? Math.Min(grant.End, grant.EndedAt)
        : grant.CutOff is null ? grant.End
        : Math.Min(grant.End, grant.CutOffAt);

    // What is not claimed until then is not claimed at all.
    private long ClaimBy(SpecRequest request, List<SpecPolicy> versions) =>
        Math.Min(Now + (versions.Min(policy => policy.ClaimFor) ?? Limits.UnclaimedFor), ClaimsGoodUntil(request.Requester, versions) ?? long.MaxValue);

    private long EndOf(SpecRequest request, List<SpecPolicy> versions) =>
        Math.Min((request.Extends?.End ?? request.StartAt ?? Now) + request.Duration, ClaimsGoodUntil(request.Requester, versions) ?? long.MaxValue);
}
