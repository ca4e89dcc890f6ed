namespace JitAccess;

/// <summary>One difference between two versions of the policies.</summary>
/// <param name="What">What changed, in words, such as <c>longest duration</c>.</param>
/// <param name="Effect">What it does.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record PolicyChange(string What, PolicyEffect Effect)
{
    /// <summary>Gets the policy set, by its name.</summary>
    public required string Set { get; init; }

    /// <summary>Gets the policy, by its name; <see langword="null"/> when the change is one of the set. <value>The default is <see langword="null"/>.</value></summary>
    public string? Policy { get; init; }

    /// <summary>
    /// Gets the member that changed, stages by their names, such as <c>stages[lead].needs</c>; empty for the policy or the set itself.
    /// <value>The default is empty.</value>
    /// </summary>
    public string Path { get; init; } = "";

    /// <summary>Gets what was said before, in words; <see langword="null"/> when nothing was. <value>The default is <see langword="null"/>.</value></summary>
    public string? Before { get; init; }

    /// <summary>Gets what is said now, in words; <see langword="null"/> when nothing is. <value>The default is <see langword="null"/>.</value></summary>
    public string? After { get; init; }

    /// <summary>Says it in one line, such as <c>refund-order: longest duration PT1H -> PT4H (wider)</c>.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        var values = (Before, After) switch
        {
            (null, null) => "",
            (null, { } after) => $" {after}",
            ({ } before, null) => $" {before}",
            var (before, after) => $" {before} -> {after}",
        };
        var effect = Effect switch
        {
            PolicyEffect.Narrower => " (narrower)",
            PolicyEffect.Wider => " (wider)",
            PolicyEffect.Unclear => " (cannot be told)",
            _ => "",
        };
        return $"{Policy ?? Set}: {What}{values}{effect}";
    }
}
