using JitAccess.Stores;

namespace JitAccess.StoreConformance.Tests;

/// <summary>A store that does what another does, but for what a flaw overrides.</summary>
internal abstract class FlawedStore : ForwardingStore, IAsyncDisposable
{
    public required IGrantStore Honest { get; set; }

    protected override IGrantStore Inner => Honest;

    public ValueTask DisposeAsync() => (Honest as IAsyncDisposable)?.DisposeAsync() ?? ValueTask.CompletedTask;
}
