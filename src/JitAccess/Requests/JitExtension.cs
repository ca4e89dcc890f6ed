using NodaTime;

namespace JitAccess;

/// <summary>What more is asked for while a grant lives.</summary>
/// <param name="Duration">How much longer than the grant's end, in whole seconds.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitExtension(Duration Duration)
{
    /// <summary>Gets why, at most 2000 characters; personal text. <value>The default is <see langword="null"/>.</value></summary>
    public string? Justification { get; init; }

    /// <summary>Says what it is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => "extension";
}
