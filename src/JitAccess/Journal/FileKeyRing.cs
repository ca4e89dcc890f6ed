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
        var key = JitKey.Generate();
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

        return Open(path);
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
