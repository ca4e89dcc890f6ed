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
    private readonly LiveGrant _admitted;
    private readonly SubjectHandle _holder;
    private readonly string _permission;
    private readonly string? _resource;
    private readonly ILeaseDesk _desk;
    private GrantFollowing? _following; // from when somebody wants to hear of the end: most operations are over long before
    private volatile bool _isDisposed;

    internal JitGrantLease(LiveGrant grant, SubjectHandle holder, string permission, string? resource, ILeaseDesk desk)
    {
        (_admitted, _holder, _permission, _resource, _desk) = (grant, holder, permission, resource, desk);

        // INVARIANT: the table forgets a grant whose last use was taken, unless somebody who works under it says so.
        if (grant.TakesCommit)
        {
            Follow();
        }
    }

    /// <summary>Gets the id of the grant.</summary>
    public string GrantId => _admitted.Id;

    /// <summary>Gets the policy under which it was granted.</summary>
    public string Policy => _admitted.Policy;

    /// <summary>Gets the holder.</summary>
    public Subject Subject => _admitted.Subject;

    /// <summary>Gets who approved it; empty for an automatic approval.</summary>
    public ImmutableArray<Subject> ApprovedBy => _admitted.ApprovedBy;

    /// <summary>Gets the end of the grant in whole milliseconds; at that instant it has ended.</summary>
    public Instant Ends => Grant.End.At;

    /// <summary>
    /// Gets the token that is cancelled when access ends: the grant expires, is released or revoked, and no other live grant
    /// covers the same; or this node can no longer prove that it would have heard of that. Taking the last use does not cancel what was admitted: a used-up grant cancels at its end, or when it is released or revoked. Callbacks run on the
    /// thread pool. Once the lease is disposed, nobody who has the token is told any more, and who first asks for it gets one that is cancelled.
    /// </summary>
    public CancellationToken Ended => Follow()?.Ended ?? new CancellationToken(canceled: true);

    /// <summary>The end as headers write it.</summary>
    internal string EndText => Grant.EndText;

    /// <summary>The lease that the same owner got before this one.</summary>
    internal JitGrantLease? Earlier { get; set; }

    /// <summary>Who disposes it when that is over; <see langword="null"/> when whoever has it does.</summary>
    internal ILeaseOwner? Owner { get; set; }

    /// <summary>Whether it follows its grant: then somebody has to dispose it.</summary>
    internal bool IsFollowing => Volatile.Read(ref _following) is not null;

    // INVARIANT: whoever derives an end from it must not be told the end of a grant that carries on no more, while another gives less.
    private LiveGrant Grant => Volatile.Read(ref _following)?.Grant ?? (_desk.Endings.CarriesOn(_admitted) ? _admitted : Successor() ?? _admitted);

    /// <summary>Whether it admits a question.</summary>
    internal bool Admits(SubjectHandle holder, string permission, string path) =>
        (ReferenceEquals(_holder, holder) || _holder.Subject.Equals(holder.Subject))
        && string.Equals(_permission, permission, StringComparison.Ordinal)
        && string.Equals(_resource ?? "", path, StringComparison.Ordinal);

    /// <summary>Whether what was admitted under it may go on at a moment: under its grant, or under another that covers the same.</summary>
    internal bool CarriesOnAt(long now) => (Volatile.Read(ref _following)?.Grant ?? _admitted).CarriesOnAt(now) || Successor() is not null;

    /// <summary>Another grant under which the operation may go on.</summary>
    internal LiveGrant? Successor() => _desk.Find(_holder, _permission, _resource);

    /// <summary>Makes a lease on the same grant with a life of its own, for what outlasts the operation that was admitted.</summary>
    internal JitGrantLease Fork() => new(Grant, _holder, _permission, _resource, _desk);

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        Interlocked.MemoryBarrier(); // whoever begins to follow meanwhile sees that, or is seen here
        Volatile.Read(ref _following)?.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private GrantFollowing? Follow()
    {
        if (Volatile.Read(ref _following) is { } known)
        {
            return known;
        }

        if (_isDisposed || Owner?.TryKeep(this) == false)
        {
            return null;
        }

        var following = new GrantFollowing(this, _desk.Endings, _admitted);
        if (Interlocked.CompareExchange(ref _following, following, null) is { } other)
        {
            following.Dispose();
            return other;
        }

        following.Start();
        if (_isDisposed)
        {
            following.Dispose();
        }

        return following;
    }
}
