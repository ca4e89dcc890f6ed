using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace JitAccess.Journal;

/// <summary>A key ring in a file that only its owner can read: <c>{"current": id, "keys": {id: base64}}</c>.</summary>
/// <remarks>
/// A running host reads the file again when it has changed: every <see cref="JitAccessOptions.RereadKeysEvery"/>, and when it meets a key that it does
/// not hold. Keys are added while it runs and never taken away: a file that lacks one of them, or has another secret for it, changes nothing. Thread-safe.
/// </remarks>
public sealed class FileKeyRing : IJitKeyRing
{
    private readonly string _path;
    private readonly Lock _turn = new();
    private volatile KeyFile _file;
    private volatile Stamp _read;

    private FileKeyRing(string path)
    {
        _path = path;
        _read = Stamp.Of(path); // before the file: what changes in between is read again
        _file = KeyFile.Read(path);
    }

    /// <inheritdoc/>
    public JitKey Current => _file.Current;

    /// <inheritdoc/>
    public bool TryGet(string id, [NotNullWhen(true)] out JitKey? key) =>
        _file.Keys.TryGetValue(id, out key) || (TryReread() && _file.Keys.TryGetValue(id, out key));

    /// <summary>Reads a key ring.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The ring.</returns>
    /// <exception cref="Stores.StoreUnavailableException">The file is missing, is readable by others, or does not hold a key ring (<see cref="Reason.KeyMissing"/>).</exception>
    public static FileKeyRing Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new FileKeyRing(path);
    }

    /// <summary>Makes a new key ring of one key in a new file, complete and durable before it has its name.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <returns>The ring.</returns>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    public static FileKeyRing Create(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Create(path, TimeSpan.FromSeconds(10));
    }

    /// <summary>Makes a key ring, waiting at most so long for another process that is making it.</summary>
    internal static FileKeyRing Create(string path, TimeSpan patience)
    {
        KeyFile.Create(path, patience);
        return Open(path);
    }

    /// <summary>Reads the file if it has changed since it was read last.</summary>
    /// <returns>Whether it was taken over.</returns>
    /// <exception cref="Stores.StoreUnavailableException">The file is gone, is readable by others, is no key ring, or lacks what this ring holds.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal bool Reread()
    {
        lock (_turn)
        {
            var now = Stamp.Of(_path);
            if (now == _read)
            {
                return false;
            }

            Take(KeyFile.Read(_path));
            _read = now; // only then: one that cannot be taken is looked at again
            return true;
        }
    }

    /// <summary>Adds a key to the file and the ring, which seals nothing yet.</summary>
    /// <param name="key">The key.</param>
    internal void Add(JitKey key) => Change(file => file.Keys.ContainsKey(key.Id) ? file : file with { Keys = file.Keys.Append(KeyValuePair.Create(key.Id, key)).ToFrozenDictionary(StringComparer.Ordinal) });

    /// <summary>Seals with another key of the ring from now on, here and wherever the file is read.</summary>
    /// <param name="id">The id of the key.</param>
    internal void Switch(string id) => Change(file =>
    {
        // INVARIANT: the file has every key that may have sealed something, in its place before any node seals with one.
        var keys = file.Keys.Concat(_file.Keys.Where(held => !file.Keys.ContainsKey(held.Key))).ToFrozenDictionary(StringComparer.Ordinal);
        return new KeyFile(keys[id], keys);
    });

    private void Change(Func<KeyFile, KeyFile> change)
    {
        lock (_turn)
        {
            Take(KeyFile.Change(_path, change));
        }
    }

    private bool TryReread()
    {
        try
        {
            return Reread();
        }
        catch (Exception exception) when (exception is Stores.StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            return false; // the key is not known, which denies; whoever rereads in turn says why
        }
    }

    // INVARIANT: a key that was held stays, as the same object, whatever the file says: what it sealed is not refused while the host runs.
    private void Take(KeyFile read)
    {
        var held = _file;
        if (held.Keys.Values.FirstOrDefault(key => !read.Keys.TryGetValue(key.Id, out var same) || !CryptographicOperations.FixedTimeEquals(key.Secret, same.Secret)) is { } lost)
        {
            throw new Stores.StoreUnavailableException(
                $"The key file \"{_path}\" lacks the key {lost.Id} that this host holds, or has another secret for it. It is not taken; put a file there that has every key.")
            {
                Reason = Reason.KeyMissing,
            };
        }

        var keys = read.Keys.Values.Select(key => held.Keys.GetValueOrDefault(key.Id, key)).ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);
        _file = new KeyFile(keys[read.Current.Id], keys);
    }

    // What tells one version of a file from another without reading it: it is replaced as a whole.
    private sealed record Stamp(bool IsThere, long Length, DateTime Written, DateTime Created)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new Stamp(true, file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc) : new Stamp(false, 0, default, default);
        }
    }
}
