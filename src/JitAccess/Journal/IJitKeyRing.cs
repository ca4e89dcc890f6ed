using System.Diagnostics.CodeAnalysis;

namespace JitAccess.Journal;

/// <summary>The keys that authenticate journal entries and records. They are not in the database: who can write it still cannot mint access.</summary>
/// <remarks>One ring serves every purpose; the library derives a key per purpose (HKDF, RFC 5869). Implementations are safe for concurrent
/// use and give the same object for a key each time: they are asked for every entry and record that is read.</remarks>
public interface IJitKeyRing
{
    /// <summary>Gets the key that seals what is written now.</summary>
    JitKey Current { get; }

    /// <summary>Finds a key that sealed something earlier.</summary>
    /// <param name="id">The id of the key.</param>
    /// <param name="key">The key.</param>
    /// <returns><see langword="false"/> when the ring does not hold it; what it sealed is then not accepted.</returns>
    bool TryGet(string id, [NotNullWhen(true)] out JitKey? key);
}
