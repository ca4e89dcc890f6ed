using Microsoft.Extensions.Logging;

namespace JitAccess.Journal;

/// <summary>What the key ring logs: ids of keys, never a secret. Event ids are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static partial class KeyLog
{
    [LoggerMessage(EventId = 1701, EventName = "KeyAdded", Level = LogLevel.Information,
        Message = "The key {Key} was added to the key file; it seals nothing yet.")]
    public static partial void Added(ILogger logger, string key);

    [LoggerMessage(EventId = 1702, EventName = "KeySwitched", Level = LogLevel.Information,
        Message = "This node seals with the key {Key} from now on.")]
    public static partial void Switched(ILogger logger, string key);

    [LoggerMessage(EventId = 1703, EventName = "KeysReread", Level = LogLevel.Information,
        Message = "The key file changed and was read again; this node seals with the key {Key}.")]
    public static partial void Reread(ILogger logger, string key);

    // Error: what the other nodes seal with a key that is only in the new file makes this one deny.
    [LoggerMessage(EventId = 1704, EventName = "KeyFileRefused", Level = LogLevel.Error,
        Message = "The key file changed and is not taken ({Failure}); this node goes on with the keys that it has.")]
    public static partial void Refused(ILogger logger, string failure);
}
