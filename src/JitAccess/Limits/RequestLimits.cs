using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace JitAccess;

/// <summary>The limits of one subject (decision rule 6), judged on its ledger.</summary>
internal static class RequestLimits
{
    /// <summary>The window in which accepted requests are counted.</summary>
    public static readonly Duration Hour = Duration.FromHours(1);

    /// <summary>Refuses another request, or says nothing.</summary>
    /// <param name="ledger">The ledger as of now: without what has passed.</param>
    /// <param name="policy">The policy that is asked for.</param>
    /// <param name="scopes">The scopes that are asked for.</param>
    /// <param name="context">The decision.</param>
    public static Explanation? Refuse(LedgerRecord ledger, JitPolicy policy, ImmutableArray<Scope> scopes, DecisionContext context)
    {
        if (CoolDownOf(ledger, policy, scopes) is { } cooling)
        {
            return new RetryFinding(Reason.CoolingDown, $"the same was denied under the policy \"{policy.Name}\" a moment ago", cooling).Explain(context.Now);
        }

        if (RefuseAccepted(ledger, context) is { } often)
        {
            return often;
        }

        if (!policy.ApprovesAtOnce && ledger.Pending.Length >= context.Limits.PendingRequests)
        {
            return Full(Reason.TooManyPending, ledger.Pending.Length, "pending requests", context.Limits.PendingRequests, ledger.Pending.Select(item => item.Until), context.Now);
        }

        return policy.ApprovesAtOnce ? RefuseLive(ledger, context) : null;
    }

    /// <summary>Refuses another request or delegation within the hour, or says nothing.</summary>
    /// <param name="ledger">The ledger as of now.</param>
    /// <param name="context">The decision.</param>
    public static Explanation? RefuseAccepted(LedgerRecord ledger, DecisionContext context) => ledger.Accepted.Length >= context.Limits.AcceptedRequestsPerHour
        ? Full(Reason.TooManyRequests, ledger.Accepted.Length, "accepted requests in the last hour", context.Limits.AcceptedRequestsPerHour, ledger.Accepted, context.Now)
        : null;

    /// <summary>Refuses another live grant, or says nothing.</summary>
    /// <param name="ledger">The ledger as of now.</param>
    /// <param name="context">The decision.</param>
    public static Explanation? RefuseLive(LedgerRecord ledger, DecisionContext context) =>
        ledger.Live.Length >= context.Limits.LiveGrants
            ? Full(Reason.TooManyLive, ledger.Live.Length, "live grants", context.Limits.LiveGrants, ledger.Live.Select(item => item.Until), context.Now)
            : null;

    /// <summary>Refuses more time than the policy allows a subject within its window, or says nothing.</summary>
    /// <param name="ledger">The ledger as of now.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="grant">What would be given.</param>
    /// <param name="context">The decision.</param>
    public static Explanation? RefuseTime(LedgerRecord ledger, JitPolicy policy, GrantRecord grant, DecisionContext context)
    {
        if (policy.Allowance is not { } rule)
        {
            return null;
        }

        var spent = ledger.SpentUnder(policy.Name);
        var (from, until) = (grant.Start.ToUnixTimeMilliseconds(), grant.End.UnixMilliseconds);
        var (total, within) = ((long)rule.Total.TotalMilliseconds, (long)rule.Within.TotalMilliseconds);
        var full = Allowance.Fullest(spent, from, until, within);
        if (full <= total)
        {
            return null;
        }

        var fits = Deadline.FromUnixMilliseconds(Allowance.FitsFrom(spent, from, until - from, total, within));
        var (value, limit) = (Seconds(full), $"{DurationText.Format(rule.Total)} within {DurationText.Format(rule.Within)}");
        return Explanation.WithRetry(
            new Finding(
                Reason.AllowanceUsed, $"You would have {value} within {DurationText.Format(rule.Within)}, and the limit is {DurationText.Format(rule.Total)} (policy \"{policy.Name}\").")
            {
                Member = "duration",
                Value = value,
                Limit = limit,
                Fix = $"Ask for less, or {(policy.ScheduledUpTo is null ? "again" : "for a start")} at {fits} or later.",
            },
            fits.Remaining(context.Now));

        static string Seconds(long milliseconds) => DurationText.Format(Duration.FromSeconds((milliseconds + 999) / 1000));
    }

    // The same again, or more: asking for less than what was denied is what an approver may have wanted.
    private static Deadline? CoolDownOf(LedgerRecord ledger, JitPolicy policy, ImmutableArray<Scope> scopes) =>
        ledger.CoolDowns
            .Where(item => string.Equals(item.Policy, policy.Name, StringComparison.Ordinal) && scopes.Any(scope => scope.Resource.Covers(item.Resource)))
            .Select(item => (Deadline?)item.Until)
            .MaxBy(until => until!.Value.UnixMilliseconds);

    private static Explanation Full(Reason reason, int count, string what, int limit, IEnumerable<Deadline> frees, Instant now) =>
        new RetryFinding(
            reason,
            string.Create(CultureInfo.InvariantCulture, $"you have {count} {what}, and the limit is {limit}"),
            frees.MinBy(until => until.UnixMilliseconds),
            limit.ToString(CultureInfo.InvariantCulture)).Explain(now);

    private sealed record RetryFinding(Reason Reason, string What, Deadline Frees, string? Limit = null)
    {
        public Explanation Explain(Instant now) => Explanation.WithRetry(
            new Finding(Reason, $"Not now: {What}. Try again after {Frees}.") { Limit = Limit, Fix = $"Try again after {Frees}." },
            Frees.Remaining(now));
    }
}
