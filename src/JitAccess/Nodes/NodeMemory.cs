using System.Text.Json;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;

namespace JitAccess.Nodes;

/// <summary>
/// How far this node has read the store, kept in a file of its own beyond its life, so that a store which was put back meanwhile is found out.
/// </summary>
/// <param name="path">The file; <see langword="null"/> for a node that remembers nothing.</param>
/// <param name="logger">Told of a file that is missing or cannot be written.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class NodeMemory(string? path, ILogger<NodeMemory> logger)
{
    private readonly Lock _lock = new();
    private Kept? _kept;
    private Kept? _next;
    private bool _isWriting;
    private Task _writing = Task.CompletedTask;
    private volatile string? _failure;

    /// <summary>Why the file could not be written the last time; <see langword="null"/> when it could.</summary>
    public string? Failure => _failure;

    /// <summary>Reads what was kept; nothing when its folder is there and it is not, which is a first start.</summary>
    /// <exception cref="StoreUnavailableException">The file is there and does not say how far the node has come, or nobody can tell whether it is there.</exception>
    public NodeState? Recall()
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            var cursor = new JournalCursor(root.GetProperty("position").GetInt64(), Convert.FromHexString(root.GetProperty("hash").GetString()!));
            return NodeState.Remembering(
                cursor, root.GetProperty("incarnation").GetString()!, root.TryGetProperty("epoch", out var epoch) ? epoch.GetInt64() : 0);
        }
        catch (FileNotFoundException)
        {
            // INVARIANT: nothing else means that the node has never read a store. A folder that is not there, or that this process may not enter, may hide it.
            NodeLog.NodeFileMissing(logger);
            return null;
        }
        catch (DirectoryNotFoundException exception)
        {
            throw Unusable("has no folder. Make the folder, or mount what holds it", exception);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentNullException)
        {
            throw Unusable("does not say how far the node has read. Remove it if you are sure of the store", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable("cannot be read. Let this process read it", exception);
        }
    }

    /// <summary>Keeps what the node knows, when it has come further. A disk takes its time: nobody waits for it here.</summary>
    public void Keep(NodeState state)
    {
        // INVARIANT: only what is proved. A store that does not hold what was kept, or has not shown yet that it does, must not take its place.
        if (path is null || state is not { Fault: null, Remembered: null, Cursor: { } cursor, Incarnation: { } incarnation })
        {
            return;
        }

        lock (_lock)
        {
            if (_kept is { } kept && string.Equals(incarnation, kept.Incarnation, StringComparison.Ordinal) && state.Epoch == kept.Epoch
                && cursor.Position <= kept.Position)
            {
                return;
            }

            _next = new Kept(cursor.Position, Convert.ToHexStringLower(cursor.Hash.Span), incarnation, state.Epoch);
            if (!_isWriting)
            {
                _isWriting = true;
                _writing = Task.Run(() => WriteWhatIsNext(path));
            }
        }
    }

    /// <summary>Waits until what was to be kept is on the disk, or the log says why not.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            return _writing;
        }
    }

    // What came while the disk was busy is written next, and of that only the last.
    private void WriteWhatIsNext(string path)
    {
        while (TakeNext() is { } next)
        {
            try
            {
                Write(path, JsonSerializer.SerializeToUtf8Bytes(next, KeptJson.Default.Kept));
                lock (_lock)
                {
                    _kept = next;
                }

                _failure = null;
            }
            catch (Exception exception)
            {
                _failure = exception.GetType().Name;
                NodeLog.NodeFileNotWritten(logger, _failure); // tried again after the next poll
            }
        }
    }

    private Kept? TakeNext()
    {
        lock (_lock)
        {
            _isWriting = _next is not null;
            var next = _next;
            _next = null;
            return next;
        }
    }

    // Beside the file, and renamed, so that one is always whole.
    private static void Write(string path, byte[] bytes)
    {
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private StoreUnavailableException Unusable(string what, Exception exception) =>
        new($"The node file \"{path}\" {what}.", exception) { Reason = Reason.NodeRefuses };
}

/// <summary>What the file holds.</summary>
internal sealed record Kept(long Position, string Hash, string Incarnation, long Epoch);

/// <summary>Writes it without reflection.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(Kept))]
[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class KeptJson : System.Text.Json.Serialization.JsonSerializerContext;
