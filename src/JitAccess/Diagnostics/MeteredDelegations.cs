namespace JitAccess.Diagnostics;

/// <summary>Bounds and measures the commands on delegations; queries pass.</summary>
internal sealed class MeteredDelegations(IJitDelegations inner, CommandMeter meter) : IJitDelegations
{
    /// <inheritdoc/>
    public ValueTask<JitDelegation> DelegateAsync(Caller caller, JitDelegationAsk ask, CancellationToken cancellationToken = default) =>
        meter.RunAsync("delegate", caller, () => inner.DelegateAsync(caller, ask, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<JitDelegation> EndAsync(Caller caller, string id, CancellationToken cancellationToken = default) =>
        meter.EndAsync("end-delegation", caller, () => inner.EndAsync(caller, id, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JitDelegation>> ListAsync(Caller caller, CancellationToken cancellationToken = default) => inner.ListAsync(caller, cancellationToken);
}
