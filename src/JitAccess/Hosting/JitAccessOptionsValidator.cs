using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess;

/// <summary>Refuses settings outside their ranges when the host starts, all at once.</summary>
internal sealed class JitAccessOptionsValidator : IValidateOptions<JitAccessOptions>
{
    public ValidateOptionsResult Validate(string? name, JitAccessOptions options)
    {
        var failures = new List<string>();
        Range(nameof(options.StalenessBound), options.StalenessBound, Duration.FromSeconds(1), Duration.FromSeconds(60));
        Range(nameof(options.WaitAtStart), options.WaitAtStart, Duration.Zero, Duration.FromSeconds(300));
        Range(nameof(options.FactTimeout), options.FactTimeout, Duration.FromMilliseconds(10), Duration.FromSeconds(60));
        Range(nameof(options.DirectoryCacheFor), options.DirectoryCacheFor, Duration.Zero, CachedSubjectDirectory.MaxCacheFor);
        Range(nameof(options.HousekeepingEvery), options.HousekeepingEvery, Duration.FromSeconds(1), Duration.FromHours(1));
        Range(nameof(options.RecheckEvery), options.RecheckEvery, Duration.FromSeconds(5), Duration.FromSeconds(60));
        Range(nameof(options.FollowerLease), options.FollowerLease, Duration.FromSeconds(2), Duration.FromMinutes(5));
        Range(nameof(options.FollowerTimeout), options.FollowerTimeout, Duration.FromSeconds(1), Duration.FromMinutes(10));
        Range(nameof(options.RereadKeysEvery), options.RereadKeysEvery, Duration.FromSeconds(1), Duration.FromHours(1));
        if (options.WatchPoliciesEvery != Duration.Zero)
        {
            Range(nameof(options.WatchPoliciesEvery), options.WatchPoliciesEvery, Duration.FromSeconds(1), Duration.FromHours(1));
            if (!options.PublishAtStart)
            {
                failures.Add($"{nameof(options.WatchPoliciesEvery)} is set, and {nameof(options.PublishAtStart)} is false: what this host brings would be looked at and not published.");
            }
        }

        Range(nameof(JitLimits.CoolDownAfterDenial), options.Limits.CoolDownAfterDenial, Duration.Zero, Duration.FromHours(24));
        Range(nameof(JitLimits.PendingFor), options.Limits.PendingFor, Duration.FromSeconds(1), Duration.FromDays(30));
        Range(nameof(JitLimits.UnclaimedFor), options.Limits.UnclaimedFor, Duration.FromSeconds(1), Duration.FromDays(30));
        Range(nameof(JitLimits.DelegationUpTo), options.Limits.DelegationUpTo, Duration.FromMinutes(1), Duration.FromDays(366));
        Range(nameof(JitLimits.ClaimsGoodFor), options.Limits.ClaimsGoodFor, Duration.FromSeconds(1), Duration.FromHours(24));
        Count(nameof(JitLimits.PendingRequests), options.Limits.PendingRequests, 1000);
        Count(nameof(JitLimits.LiveGrants), options.Limits.LiveGrants, 10_000);
        Count(nameof(JitLimits.AcceptedRequestsPerHour), options.Limits.AcceptedRequestsPerHour, 10_000);
        Count(nameof(JitLimits.RefusedCommandsPerHour), options.Limits.RefusedCommandsPerHour, 100_000);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Range(string option, Duration value, Duration least, Duration most)
        {
            if (value < least || value > most)
            {
                failures.Add($"{option} is {value.TotalSeconds}s, outside {least.TotalSeconds}s to {most.TotalSeconds}s.");
            }
        }

        void Count(string option, int value, int most)
        {
            if (value < 1 || value > most)
            {
                failures.Add($"{option} is {value}, outside 1 to {most}.");
            }
        }
    }
}
