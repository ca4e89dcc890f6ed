using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace JitAccess.Journal;

/// <summary>What the file of a key ring says: <c>{"current": id, "keys": {id: base64}}</c>.</summary>
/// <param name="Current">The key that seals.</param>
/// <param name="Keys">Every key, by id.</param>
internal sealed record KeyFile(JitKey Current, FrozenDictionary<string, JitKey> Keys)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads a file.</summary>
    /// <exception cref="Stores.StoreUnavailableException">The file is missing, is readable by others, or does not hold a key ring.</exception>
    public static KeyFile Read(string path)
    {
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
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 4 });
            var keys = document.RootElement.GetProperty("keys").EnumerateObject()
                .ToFrozenDictionary(key => key.Name, key => new JitKey(key.Name, key.Value.GetBytesFromBase64()), StringComparer.Ordinal);
            return new KeyFile(keys[document.RootElement.GetProperty("current").GetString()!], keys);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or KeyNotFoundException or InvalidOperationException)
        {
            throw Unusable(path, "does not hold a key ring. Put the key file back from its backup", exception);
        }
    }

    /// <summary>Makes a file of one new key, waiting at most so long for another process that is making it.</summary>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    public static void Create(string path, TimeSpan patience)
    {
        var claim = path + ".lock";
        bool isTaken;
        using (Claim(claim, patience))
        {
            isTaken = File.Exists(path);
            if (!isTaken)
            {
                var key = JitKey.Generate();
                Write(path, key, [key], replaces: false);
            }
        }

        // INVARIANT: the claim goes only when the key is there, so whoever still holds a deleted claim finds the key.
        Discard(claim);
        if (isTaken)
        {
            throw new IOException($"The key file \"{path}\" exists already; a key is never made anew.");
        }
    }

    /// <summary>Changes a file as it is now, by one process at a time. Whoever reads it finds it as it was, or as it is.</summary>
    /// <exception cref="Stores.StoreUnavailableException">The file cannot be read.</exception>
    /// <exception cref="IOException">It cannot be written, or another process does not finish.</exception>
    public static KeyFile Change(string path, Func<KeyFile, KeyFile> change)
    {
        // The claim stays: the file is there already, so nobody who finds the claim deleted would know that it is held.
        using var claim = Claim(path + ".change", Patience);
        var changed = change(Read(path));
        Write(path, changed.Current, changed.Keys.Values.OrderBy(key => key.Id, StringComparer.Ordinal), replaces: true);
        return changed;
    }

    // File.Move looks first and renames then: between processes only the claim makes the two steps one. It ends with its process.
    private static FileStream Claim(string path, TimeSpan patience)
    {
        FileStream? claim = null;
        return SpinWait.SpinUntil(() => (claim = TryClaim(path)) is not null, patience) && claim is not null
            ? claim
            : throw new IOException($"Another process holds \"{path}\" and does not finish with its key.");
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

    private static void Write(string path, JitKey current, IEnumerable<JitKey> keys, bool replaces)
    {
        var temporary = path + "." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
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
                    writer.WriteString("current", current.Id);
                    writer.WriteStartObject("keys");
                    foreach (var key in keys)
                    {
                        writer.WriteBase64String(key.Id, key.Secret);
                    }

                    writer.WriteEndObject();
                    writer.WriteEndObject();
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: replaces);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static Stores.StoreUnavailableException Unusable(string path, string what, Exception? cause = null) =>
        new($"The key file \"{path}\" {what}. Without the key nothing that the store holds can be trusted, so JitAccess does not start.", cause)
        {
            Reason = Reason.KeyMissing,
        };
}
