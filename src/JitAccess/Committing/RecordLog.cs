using JitAccess.Stores;
using Microsoft.Extensions.Logging;

namespace JitAccess.Committing;

/// <summary>What the reader of records logs. Event ids are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static partial class RecordLog
{
    // Error: the node goes on without the record, but somebody has changed the database, or lost a key.
    [LoggerMessage(EventId = 1008, EventName = "RecordLeftAlone", Level = LogLevel.Error,
        Message = "A record of kind {Kind} at position {Position} does not verify: lists leave it out, and what ends access does without it.")]
    public static partial void LeftAlone(ILogger logger, RecordKind kind, long position);
}
