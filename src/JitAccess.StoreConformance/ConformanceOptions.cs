namespace JitAccess.Stores;

/// <summary>How the random cases are chosen.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record ConformanceOptions
{
    /// <summary>Gets how many sequences of operations the model is compared with. <value>The default is 100; 1 or more.</value></summary>
    public int RandomCases { get; init; } = 100;

    /// <summary>Gets the seed of the first random case; the next have the next numbers. <value>The default, <see langword="null"/>, chooses one.</value></summary>
    public int? Seed { get; init; }
}
