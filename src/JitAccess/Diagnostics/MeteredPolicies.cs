namespace JitAccess.Diagnostics;

/// <summary>Bounds and measures the publishing of policies by people.</summary>
internal sealed class MeteredPolicies(IJitPolicies inner, CommandMeter meter) : IJitPolicies
{
    /// <inheritdoc/>
    public async ValueTask PublishAsync(Caller caller, JitPolicySet set, CancellationToken cancellationToken = default) =>
        await meter.RunAsync(
            "publish",
            caller,
            async () =>
            {
                await inner.PublishAsync(caller, set, cancellationToken).ConfigureAwait(false);
                return set;
            }).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JitPolicySet>> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PolicyReplay> ReplayAsync(Caller caller, JitPolicySet set, JitPageRequest page, CancellationToken cancellationToken = default) =>
        inner.ReplayAsync(caller, set, page, cancellationToken);
}
