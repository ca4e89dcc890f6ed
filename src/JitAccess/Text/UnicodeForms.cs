namespace JitAccess;

/// <summary>Whether this process can normalise text.</summary>
/// <remarks>
/// Under <c>InvariantGlobalization</c> the framework calls every text normalised. What depends on normal forms must then fail closed:
/// resources refuse what is not ASCII, separation of duties counts subjects that are not ASCII as one.
/// </remarks>
internal static class UnicodeForms
{
    /// <summary>Whether normal forms are real: a letter with a split accent is known not to be in form C.</summary>
    public static bool Available { get; } = !"e\u0301".IsNormalized();
}
