using System.Collections.Concurrent;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;

namespace JitAccess.Committing;

/// <summary>The records that this node met and does not believe, and went on without. Each is in the log once.</summary>
/// <remarks>Thread-safe. Remembers at most 1000; more are logged each time.</remarks>
internal sealed class BrokenRecords(ILogger<BrokenRecords> logger)
{
    private const int MaxRemembered = 1000;

    private readonly ConcurrentDictionary<(RecordKey Key, long Position), byte> _known = new();

    /// <summary>How many this node has met since it started.</summary>
    public int Count => _known.Count;

    /// <summary>Notes that a record was left out or left alone.</summary>
    public void Report(StoredRecord record)
    {
        if (_known.Count >= MaxRemembered ? !_known.ContainsKey((record.Key, record.Position)) : _known.TryAdd((record.Key, record.Position), 0))
        {
            RecordLog.LeftAlone(logger, record.Key.Kind, record.Position);
        }
    }
}
