namespace JitAccess;

/// <summary>The exact policy under which something was asked, which stays readable for ever.</summary>
/// <param name="Name">The policy.</param>
/// <param name="Set">The policy set it came in.</param>
/// <param name="Version">The version of the set.</param>
/// <param name="SetHash">The hash of the set's text.</param>
internal sealed record PolicyPin(string Name, string Set, int Version, string SetHash)
{
    /// <summary>Whether it was asked under what the policy says of extensions; absent for what it says otherwise.</summary>
    public bool? OfExtensions { get; init; }
}
