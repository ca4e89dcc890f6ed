using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace JitAccess.Journal;

/// <summary>A key ring in a file that only its owner can read: <c>{"current": id, "keys": {id: base64}}</c>.</summary>
/// <remarks>The file is read once. Immutable and safe for concurrent use.</remarks>
public sealed class FileKeyRing : IJitKeyRing
{
    private readonly FrozenDictionary<string, JitKey> _keys;

    private FileKeyRing(JitKey current, FrozenDictionary<string, JitKey> keys)
    {
        Current = current;
        _keys = keys;
    }

    /// <inheritdoc/>
    public JitKey Current { get; }

    /// <inheritdoc/>
    public bool TryGet(string id, [NotNullWhen(true)] out JitKey? key) => _keys.TryGetValue(id, out key);

    /// <summary>Reads a key ring.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The ring.</returns>
    /// <exception cref="Stores.StoreUnavailableException">The file is missing, is readable by others, or does not hold a key ring (<see cref="Reason.KeyMissing"/>).</exception>
    public static FileKeyRing Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
        {
            throw Unusable(path, "does not exist. Put the key file back from its backup, or name another with UseKeyFile");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None)
        {
            throw Unusable(path, "can be used by others than its owner. Restrict it with chmod 600");
        }

        try
        {
            return Read(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or KeyNotFoundException or InvalidOperationException)
        {
            throw Unusable(path, "does not hold a key ring. Put the key file back from its backup", exception);
        }
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
        var claim = path + ".lock";
        bool isTaken;
        using (Claim(claim, patience))
        {
            isTaken = File.Exists(path);
            if (!isTaken)
            {
                Write(path, JitKey.Generate());
            }
        }

        // INVARIANT: the claim goes only when the key is there, so whoever still holds a deleted claim finds the key.
        Discard(claim);
        return isTaken ? throw new IOException($"The key file \"{path}\" exists already; a key is never made anew.") : Open(path);
    }

    // File.Move looks first and renames then: between processes only the claim makes the two steps one. It ends with its process.
    private static FileStream Claim(string path, TimeSpan patience)
    {
        FileStream? claim = null;
        return SpinWait.SpinUntil(() => (claim = TryClaim(path)) is not null, patience) && claim is not null
            ? claim
            : throw new IOException($"Another process holds \"{path}\" and does not finish making its key.");
    }

    private static FileStream? TryClaim(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not DirectoryNotFoundException && File.Exists(path))
        {
            return null;
        }
    }

    private static void Discard(string claim)
    {
        try
        {
            File.Delete(claim);
        }
        catch (IOException)
        {
            // Windows: another process looks at it right now, and deletes it when it has found the key.
        }
    }

    private static void Write(string path, JitKey key)
    {
        var temporary = path + "." + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(6));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                using (var writer = new Utf8JsonWriter(stream))
                {
                    writer.WriteStartObject();
                    writer.WriteString("current", key.Id);
                    writer.WriteStartObject("keys");
                    writer.WriteBase64String(key.Id, key.Secret);
                    writer.WriteEndObject();
                    writer.WriteEndObject();
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: false);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static FileKeyRing Read(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 4 });
        var keys = document.RootElement.GetProperty("keys").EnumerateObject()
            .ToFrozenDictionary(key => key.Name, key => new JitKey(key.Name, key.Value.GetBytesFromBase64()), StringComparer.Ordinal);
        return new FileKeyRing(keys[document.RootElement.GetProperty("current").GetString()!], keys);
    }

    private static Stores.StoreUnavailableException Unusable(string path, string what, Exception? cause = null) =>
        new($"The key file \"{path}\" {what}. Without the key nothing that the store holds can be trusted, so JitAccess does not start.", cause)
        {
            Reason = Reason.KeyMissing,
        };
}
