using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>The live grant under which one operation was admitted.</summary>
/// <remarks>
/// It comes from <see cref="IJitAccess.UseAsync"/> or is injected by the host; it cannot be made from input. Whatever is derived from it must
/// end no later than <see cref="Ends"/>. Dispose it when the operation is over. Thread-safe.
/// </remarks>
public sealed class JitGrantLease : IAsyncDisposable, IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _lock = new();
    private readonly Func<LiveGrant?> _successor;
    private readonly GrantEndings _endings;
    private LiveGrant _grant;
    private IDisposable? _watch;
    private bool _isDisposed;

    internal JitGrantLease(LiveGrant grant, GrantEndings endings, Func<LiveGrant?> successor)
    {
        _grant = grant;
        _endings = endings;
        _successor = successor;
        GrantId = grant.Id;
        Policy = grant.Policy;
        Subject = grant.Subject;
        ApprovedBy = grant.ApprovedBy;
        Ended = _ended.Token;
        Follow(grant);
    }

    /// <summary>Gets the id of the grant.</summary>
    public string GrantId { get; }

    /// <summary>Gets the policy under which it was granted.</summary>
    public string Policy { get; }

    /// <summary>Gets the holder.</summary>
    public Subject Subject { get; }

    /// <summary>Gets who approved it; empty for an automatic approval.</summary>
    public ImmutableArray<Subject> ApprovedBy { get; }

    /// <summary>Gets the end of the grant in whole milliseconds; at that instant it has ended.</summary>
    public Instant Ends => Volatile.Read(ref _grant).End.At;

    /// <summary>
    /// Gets the token that is cancelled when access ends: the grant expires, is released or revoked, and no other live grant
    /// covers the same; or this node can no longer prove that it would have heard of that. Taking the last use does not cancel what was admitted: a used-up grant cancels at its end, or when it is released or revoked. Callbacks run on the
    /// thread pool.
    /// </summary>
    public CancellationToken Ended { get; }

    /// <summary>The end as headers write it.</summary>
    internal string EndText => Volatile.Read(ref _grant).EndText;

    /// <summary>Whether what was admitted under it may go on at a moment: under its grant, or under another that covers the same.</summary>
    internal bool CarriesOnAt(long now) => Volatile.Read(ref _grant).CarriesOnAt(now) || _successor() is not null;

    /// <summary>Makes a lease on the same grant with a life of its own, for what outlasts the operation that was admitted.</summary>
    internal JitGrantLease Fork() => new(Volatile.Read(ref _grant), _endings, _successor);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _watch?.Dispose();
        _ended.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Follow(LiveGrant grant)
    {
        var watch = _endings.Watch(grant, OnEnded);
        lock (_lock)
        {
            if (!_isDisposed && ReferenceEquals(_grant, grant))
            {
                _watch = watch;
                return;
            }
        }

        watch.Dispose();
    }

    // Overlapping grants are a union: ending one never ends what another still gives.
    private void OnEnded()
    {
        if (_successor() is { } other)
        {
            Volatile.Write(ref _grant, other);
            Follow(other);
            return;
        }

        // Whatever listens runs on the thread pool: it never holds up the table or a timer.
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _endings.Report(_ended.CancelAsync());
            }
        }
    }
}
