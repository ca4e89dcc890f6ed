namespace JitAccess.Stores;

/// <summary>What a run of a case is given.</summary>
internal sealed record CaseContext(Func<StoreSetup> NewSetup, ConformanceOptions Options, CancellationToken Cancellation);
