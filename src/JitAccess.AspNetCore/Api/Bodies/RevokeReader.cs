namespace JitAccess;

/// <summary>Reads a <see cref="JitRevokeBody"/>.</summary>
internal static class RevokeReader
{
    public static string? Read(StrictObject body, ICollection<Finding> findings) => body.Prose("reason", ProseText.MaxLength, min: 1);
}
