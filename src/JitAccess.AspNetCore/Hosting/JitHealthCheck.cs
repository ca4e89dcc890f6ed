using JitAccess.Committing;
using JitAccess.Followers;
using JitAccess.Nodes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>
/// Healthy while this node can prove that what it knows is fresh enough to answer; otherwise it denies everything. Degraded once it has met records
/// that do not verify and gone on without them, and while a follower of the journal does not get its entries.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class JitHealthCheck(
    NodeFreshness freshness, NodeFollower follower, JournalFollowers followers, BrokenRecords broken, IOptions<JitAccessOptions> options) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var mayAnswer = freshness.MayAnswer(out _, out var refusal);
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["position"] = follower.Position,
            ["brokenRecords"] = broken.Count,
            ["boundMilliseconds"] = (long)options.Value.StalenessBound.TotalMilliseconds,
        };
        var status = followers.Status;
        if (status.Count > 0)
        {
            data["followers"] = status;
        }

        if (freshness.AgeMilliseconds is { } age)
        {
            data["lagMilliseconds"] = age;
        }

        if (mayAnswer && broken.Count > 0)
        {
            return Task.FromResult(HealthCheckResult.Degraded(
                "This node answers, but met records that do not verify: the database was changed outside JitAccess, or a key is missing.", exception: null, data));
        }

        if (mayAnswer && status.FirstOrDefault(one => one.State == JitFollowerState.Failing || one.SetAside > 0) is { } failing)
        {
            return Task.FromResult(HealthCheckResult.Degraded(
                $"This node answers, but follower {failing.Name} does not get all entries: {failing.Failure ?? "some were set aside"}.", exception: null, data));
        }

        if (mayAnswer)
        {
            return Task.FromResult(HealthCheckResult.Healthy("This node answers.", data));
        }

        data["reason"] = refusal.Code;
        return Task.FromResult(new HealthCheckResult(
            context.Registration.FailureStatus, $"This node denies everything: {refusal.Code}.", exception: null, data));
    }
}
