namespace JitAccess.Diagnostics;

/// <summary>Measures the commands on requests; queries pass.</summary>
internal sealed class MeteredRequests(IJitRequests inner, CommandMeter meter) : IJitRequests
{
    /// <inheritdoc/>
    public ValueTask<JitRequest> SubmitAsync(
        Caller caller, JitAsk ask, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        meter.RunAsync("submit", () => inner.SubmitAsync(caller, ask, idempotency, cancellationToken), CommandMeter.Describe);

    /// <inheritdoc/>
    public ValueTask<JitRequest> VoteAsync(
        Caller caller, string id, JitVote vote, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        meter.RunAsync(
            vote is { Decision: VoteDecision.Approve } ? "approve" : "deny",
            () => inner.VoteAsync(caller, id, vote, idempotency, cancellationToken),
            CommandMeter.Describe);

    /// <inheritdoc/>
    public ValueTask<JitRequest> WithdrawAsync(
        Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        meter.RunAsync("withdraw", () => inner.WithdrawAsync(caller, id, idempotency, cancellationToken), CommandMeter.Describe);

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
