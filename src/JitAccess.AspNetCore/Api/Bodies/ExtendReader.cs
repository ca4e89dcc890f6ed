namespace JitAccess;

/// <summary>Reads a <see cref="JitExtendBody"/>.</summary>
internal static class ExtendReader
{
    public static JitExtension? Read(StrictObject body, ICollection<Finding> findings)
    {
        var duration = body.Duration("duration");
        var justification = body.OptionalProse("justification", ProseText.MaxLength);
        return duration is null ? null : new JitExtension(duration.Value) { Justification = justification };
    }
}
