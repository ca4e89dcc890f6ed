using System.Diagnostics.CodeAnalysis;

namespace JitAccess.Journal;

/// <summary>A ring of one key that dies with the process, for a store that does too.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class EphemeralKeyRing : IJitKeyRing
{
    /// <inheritdoc/>
    public JitKey Current { get; } = JitKey.Generate();

    /// <inheritdoc/>
    public bool TryGet(string id, [NotNullWhen(true)] out JitKey? key)
    {
        key = string.Equals(id, Current.Id, StringComparison.Ordinal) ? Current : null;
        return key is not null;
    }
}
