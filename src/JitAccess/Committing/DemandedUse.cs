namespace JitAccess.Committing;

/// <summary>The one use of a grant that an administrator's command takes, however often the command is decided anew (decision rule 11).</summary>
/// <param name="take">Takes it.</param>
/// <remarks>Of one command, so not thread-safe.</remarks>
internal sealed class DemandedUse(Func<CancellationToken, ValueTask<JitGrantLease>> take) : IAsyncDisposable
{
    private JitGrantLease? _lease;

    /// <summary>Takes the use, once; a grant that ended since then admits no more.</summary>
    /// <exception cref="JitRejectedException">No grant admits it.</exception>
    public async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        if (_lease is { Ended.IsCancellationRequested: false })
        {
            return;
        }

        await DisposeAsync().ConfigureAwait(false);
        _lease = await take(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lease?.DisposeAsync() ?? ValueTask.CompletedTask;
}
