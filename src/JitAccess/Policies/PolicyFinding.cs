namespace JitAccess;

/// <summary>One thing that is wrong with a policy: where it stands, which value, which limit it met, and what would mend it.</summary>
/// <param name="Reason">The stable code of this finding.</param>
/// <param name="Message">A sentence for people that names value, limit and fix.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record PolicyFinding(Reason Reason, string Message)
{
    /// <summary>Gets the file, or <see langword="null"/> when the policy comes from code.</summary>
    public string? File { get; init; }

    /// <summary>
    /// Gets where the value stands, such as <c>$.policies[0].stages[1].needs</c>; <c>$</c> is the file, or the policy or set that was built.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Gets the offending value, escaped and shortened, or <see langword="null"/>.</summary>
    public string? Value { get; init; }

    /// <summary>Gets the limit or the expectation that the value met, or <see langword="null"/>.</summary>
    public string? Limit { get; init; }

    /// <summary>Gets what would mend it, or <see langword="null"/>.</summary>
    public string? Fix { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var path = Path is not null && Message.Contains(Path, StringComparison.Ordinal) ? null : Path;
        return string.Join(": ", new[] { File, path, Message }.Where(part => part is not null));
    }

    /// <summary>Places a finding in a file.</summary>
    internal static PolicyFinding Of(Finding finding, string? file) => new(finding.Reason, finding.Message)
    {
        File = file,
        Path = finding.Member,
        Value = finding.Value,
        Limit = finding.Limit,
        Fix = finding.Fix,
    };
}
