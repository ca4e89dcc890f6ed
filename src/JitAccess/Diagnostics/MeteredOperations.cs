namespace JitAccess.Diagnostics;

/// <summary>Bounds and measures the commands of those who operate; queries pass.</summary>
internal sealed class MeteredOperations(IJitOperations inner, CommandMeter meter) : IJitOperations
{
    /// <inheritdoc/>
    public ValueTask<JitPage<JitSetAsideEntry>> ListSetAsideAsync(
        Caller caller, string follower, JitPageRequest page, CancellationToken cancellationToken = default) =>
        inner.ListSetAsideAsync(caller, follower, page, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ForgetEntryAsync(
        Caller caller, string follower, long position, string reason, CancellationToken cancellationToken = default) =>
        await meter.RunAsync(
            "forget",
            caller,
            async () =>
            {
                await inner.ForgetEntryAsync(caller, follower, position, reason, cancellationToken).ConfigureAwait(false);
                return position;
            }).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<int> AdoptStoreAsync(Caller caller, string reason, CancellationToken cancellationToken = default) =>
        meter.RunAsync("adopt", caller, () => inner.AdoptStoreAsync(caller, reason, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<int> ErasePersonalTextAsync(Caller caller, Subject subject, string reason, CancellationToken cancellationToken = default) =>
        meter.RunAsync("erase", caller, () => inner.ErasePersonalTextAsync(caller, subject, reason, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<string> AddKeyAsync(Caller caller, string reason, CancellationToken cancellationToken = default) =>
        meter.RunAsync("add-key", caller, () => inner.AddKeyAsync(caller, reason, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask RotateKeyAsync(Caller caller, string keyId, string reason, CancellationToken cancellationToken = default) =>
        await meter.RunAsync(
            "rotate-key",
            caller,
            async () =>
            {
                await inner.RotateKeyAsync(caller, keyId, reason, cancellationToken).ConfigureAwait(false);
                return keyId;
            }).ConfigureAwait(false);
}
