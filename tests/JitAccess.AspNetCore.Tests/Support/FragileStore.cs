using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.AspNetCore.Tests;

/// <summary>A store in memory that can go away: for everything, or for commits alone.</summary>
internal sealed class FragileStore(TimeProvider time) : ForwardingStore, IEmbeddedStore
{
    private readonly InMemoryStore _inner = new(time);

    public bool IsAway { get; set; }

    public bool RefusesCommits { get; set; }

    public int Commits { get; private set; }

    protected override IGrantStore Inner => IsAway ? throw new StoreUnavailableException("the secret name of the store") : _inner;

    public IJitKeyRing OpenLocalKeyRing() => ((IEmbeddedStore)_inner).OpenLocalKeyRing();

    public override async ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        var inner = RefusesCommits ? throw new StoreUnavailableException("The store takes no commits.") : Inner;
        Commits++;
        return await inner.CommitAsync(batch, cancellationToken);
    }
}
