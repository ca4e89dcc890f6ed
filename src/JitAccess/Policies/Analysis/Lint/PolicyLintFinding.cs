namespace JitAccess;

/// <summary>Something about a policy that passes every check and is still wrong, or looks so.</summary>
/// <param name="Rule">The rule, one of <see cref="PolicyLintRules"/>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">A sentence for people.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record PolicyLintFinding(string Rule, PolicyLintSeverity Severity, string Message)
{
    /// <summary>Gets the policy set, by its name.</summary>
    public required string Set { get; init; }

    /// <summary>Gets the policy, by its name.</summary>
    public required string Policy { get; init; }

    /// <summary>Gets where it stands in the set, such as <c>$.policies[0].stages[1].needs</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Gets what would mend it.</summary>
    public required string Fix { get; init; }

    /// <summary>Says it in one line, such as <c>warning long-duration: back-office $.policies[0].maxDuration (refund-order): ...</c>.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{Severity.ToString().ToLowerInvariant()} {Rule}: {Set} {Path} ({Policy}): {Message} {Fix}";
}
