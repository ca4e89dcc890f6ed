namespace JitAccess;

/// <summary>Somebody who could approve.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Name">The name that people know the subject by; personal text. <see langword="null"/> when the directory tells none.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitApprover(Subject Subject, string? Name)
{
    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => Subject.ToString();
}
