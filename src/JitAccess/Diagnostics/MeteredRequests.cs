namespace JitAccess.Diagnostics;

/// <summary>Bounds and measures the commands on requests; queries pass.</summary>
internal sealed class MeteredRequests(IJitRequests inner, CommandMeter meter, PreviewBudget previews) : IJitRequests
{
    /// <inheritdoc/>
    public ValueTask<JitPreview> PreviewAsync(Caller caller, JitAsk ask, CancellationToken cancellationToken = default) =>
        meter.RunAsync("preview", caller, () =>
        {
            previews.Take(caller.Subject); // beforehand: what would be found out costs the directory
            return inner.PreviewAsync(caller, ask, cancellationToken);
        });

    /// <inheritdoc/>
    public ValueTask<JitRequest> SubmitAsync(
        Caller caller, JitAsk ask, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        meter.RunAsync("submit", caller, () => inner.SubmitAsync(caller, ask, idempotency, cancellationToken), CommandMeter.Describe);

    /// <inheritdoc/>
    public ValueTask<JitRequest> ExtendAsync(
        Caller caller, string grantId, JitExtension extension, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        meter.RunAsync("extend", caller, () => inner.ExtendAsync(caller, grantId, extension, idempotency, cancellationToken), CommandMeter.Describe);

    /// <inheritdoc/>
    public ValueTask<JitRequest> VoteAsync(
        Caller caller, string id, JitVote vote, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        vote is { Decision: VoteDecision.Approve }
            ? meter.RunAsync("approve", caller, () => inner.VoteAsync(caller, id, vote, idempotency, cancellationToken), CommandMeter.Describe)
            : meter.EndAsync("deny", caller, () => inner.VoteAsync(caller, id, vote, idempotency, cancellationToken), CommandMeter.Describe);

    /// <inheritdoc/>
    public ValueTask<JitRequest> ActivateAsync(
        Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        meter.RunAsync("activate", caller, () => inner.ActivateAsync(caller, id, idempotency, cancellationToken), CommandMeter.Describe);

    /// <inheritdoc/>
    public ValueTask<JitRequest> WithdrawAsync(
        Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        meter.EndAsync("withdraw", caller, () => inner.WithdrawAsync(caller, id, idempotency, cancellationToken), CommandMeter.Describe);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JitPolicyOffer>> ListPoliciesAsync(Caller caller, CancellationToken cancellationToken = default) =>
        inner.ListPoliciesAsync(caller, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JitRequest> GetAsync(Caller caller, string id, CancellationToken cancellationToken = default) =>
        inner.GetAsync(caller, id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JitPage<JitRequest>> ListAsync(Caller caller, JitPageRequest page, CancellationToken cancellationToken = default) =>
        inner.ListAsync(caller, page, cancellationToken);
}
