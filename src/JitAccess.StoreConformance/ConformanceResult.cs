namespace JitAccess.Stores;

/// <summary>What became of a case that did not fail.</summary>
/// <param name="Case">The case.</param>
/// <param name="Missing">What it needs and the setup does not offer; <see cref="StoreCapabilities.None"/> when it was run.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record ConformanceResult(ConformanceCase Case, StoreCapabilities Missing)
{
    /// <summary>Gets a value indicating whether the case was run, and holds.</summary>
    public bool WasRun => Missing == StoreCapabilities.None;

    /// <inheritdoc/>
    public override string ToString() => WasRun ? $"{Case} holds" : $"{Case} was not run: the setup does not offer {Missing}";
}
