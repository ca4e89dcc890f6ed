namespace JitAccess.Diagnostics;

/// <summary>Bounds and measures the commands on grants; queries pass.</summary>
internal sealed class MeteredGrants(IJitGrants inner, CommandMeter meter) : IJitGrants
{
    /// <inheritdoc/>
    public ValueTask<JitGrant> ReleaseAsync(
        Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        meter.EndAsync("release", caller, () => inner.ReleaseAsync(caller, id, idempotency, cancellationToken), CommandMeter.Describe);

    /// <inheritdoc/>
    public ValueTask<JitGrant> RevokeAsync(
        Caller caller,
        string id,
        string reason,
        IdempotencyKey? idempotency = null,
        RevocationWait wait = RevocationWait.ThisNode,
        CancellationToken cancellationToken = default) =>
        meter.EndAsync("revoke", caller, () => inner.RevokeAsync(caller, id, reason, idempotency, wait, cancellationToken), CommandMeter.Describe);

    /// <inheritdoc/>
    public ValueTask<JitGrant> ReviewAsync(
        Caller caller, string id, JitReview review, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        meter.RunAsync("review", caller, () => inner.ReviewAsync(caller, id, review, idempotency, cancellationToken), CommandMeter.Describe);

    /// <inheritdoc/>
    public ValueTask<int> RevokeAllAsync(
        Caller caller, RevocationSelector selector, string reason, RevocationWait wait = RevocationWait.ThisNode, CancellationToken cancellationToken = default) =>
        meter.EndAsync("revoke-all", caller, () => inner.RevokeAllAsync(caller, selector, reason, wait, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<JitGrant> GetAsync(Caller caller, string id, CancellationToken cancellationToken = default) =>
        inner.GetAsync(caller, id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JitPage<JitGrant>> ListAsync(Caller caller, JitPageRequest page, CancellationToken cancellationToken = default) =>
        inner.ListAsync(caller, page, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JitCheckExplanation> ExplainAsync(
        Caller caller, string permission, string? resource, CancellationToken cancellationToken = default) =>
        inner.ExplainAsync(caller, permission, resource, cancellationToken);
}
