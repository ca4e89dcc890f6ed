namespace JitAccess;

/// <summary>One thing that is wrong or missing: which value, which limit it met, and what would mend it.</summary>
/// <param name="Reason">The stable code of this finding.</param>
/// <param name="Message">A sentence for people that names value, limit and fix. Never holds a secret; a caller's own text is escaped and shortened.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record Finding(Reason Reason, string Message)
{
    /// <summary>Gets where the value stood: a member path such as <c>narrowTo.duration</c>, or <see langword="null"/>.</summary>
    public string? Member { get; init; }

    /// <summary>Gets the offending value as it was given, escaped and shortened to 100 characters, or <see langword="null"/>.</summary>
    public string? Value { get; init; }

    /// <summary>Gets the limit or the expectation that the value met, or <see langword="null"/>.</summary>
    public string? Limit { get; init; }

    /// <summary>Gets what would mend it, or <see langword="null"/> when nothing that the caller can do would.</summary>
    public string? Fix { get; init; }
}
