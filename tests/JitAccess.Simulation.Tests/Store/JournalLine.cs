using JitAccess.Nodes;

namespace JitAccess.Simulation;

/// <summary>An entry of the simulated journal.</summary>
/// <param name="Entry">What a node of the new version reads.</param>
/// <param name="IsUnknownToOld">Whether its effect is one that the old version does not know.</param>
internal sealed record JournalLine(ChainedEntry Entry, bool IsUnknownToOld)
{
    public const string UnknownEffect = "an effect that this version does not know";
}
