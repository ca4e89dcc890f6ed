using JitAccess.Committing;
using JitAccess.Followers;
using JitAccess.Nodes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>
/// Healthy while this node can prove that what it knows is fresh enough to answer; otherwise it denies everything. Degraded once it has met records
/// that do not verify and gone on without them, while a follower of the journal does not get its entries, while the node's file cannot be written, and while a policy file that
/// changed cannot be published.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class JitHealthCheck(
    NodeFreshness freshness, NodeFollower follower, NodeMemory memory, JournalFollowers followers, BrokenRecords broken, PolicyFileTrouble policyFiles, IOptions<JitAccessOptions> options)
    : IHealthCheck
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

        if (memory.Failure is { } unkept)
        {
            data["nodeFile"] = unkept;
        }

        if (policyFiles.Findings is { Count: > 0 } refused)
        {
            data["policyFiles"] = refused.Select(finding => finding.ToString()).ToList();
        }

        if (mayAnswer)
        {
            return Task.FromResult(FindTrouble(status) is { } trouble
                ? HealthCheckResult.Degraded($"This node answers, but {trouble}", exception: null, data)
                : HealthCheckResult.Healthy("This node answers.", data));
        }

        data["reason"] = refusal.Code;
        return Task.FromResult(new HealthCheckResult(
            context.Registration.FailureStatus, $"This node denies everything: {refusal.Code}.", exception: null, data));
    }

    private string? FindTrouble(IEnumerable<JitFollowerStatus> status) =>
        broken.Count > 0 ? "met records that do not verify: the database was changed outside JitAccess, or a key is missing."
        : status.FirstOrDefault(one => one.State == JitFollowerState.Failing || one.SetAside > 0) is { } failing
            ? $"follower {failing.Name} does not get all entries: {failing.Failure ?? "some were set aside"}."
        : memory.Failure is { } unkept ? $"its node file cannot be written ({unkept}): after a restart it may believe an older copy of the store."
        : policyFiles.Findings is [var refused, ..] ? $"a policy file that changed is not published: {refused}"
        : null;
}
