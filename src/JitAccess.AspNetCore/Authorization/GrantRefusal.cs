namespace JitAccess;

/// <summary>A grant requirement that was not met.</summary>
/// <param name="Explanation">Why.</param>
/// <param name="Permission">The permission.</param>
/// <param name="Path">The concrete resource, empty for the root; <see langword="null"/> when none could be made out.</param>
/// <param name="IsMissingGrant">Whether a grant would have helped, and nothing else is wrong.</param>
internal sealed record GrantRefusal(Explanation Explanation, string Permission, string? Path, bool IsMissingGrant)
{
    /// <summary>What was asked for.</summary>
    public string Asked => string.IsNullOrEmpty(Path) ? Permission : $"{Permission} on {Path}";
}
