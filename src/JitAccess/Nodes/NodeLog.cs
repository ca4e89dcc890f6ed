using Microsoft.Extensions.Logging;

namespace JitAccess.Nodes;

/// <summary>What the node logs. Event ids are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static partial class NodeLog
{
    /// <summary>What a failure is called in the log: what a store says is in words, with the fix and without a secret; of anything else the type alone.</summary>
    public static string Describe(Exception exception) => exception is Stores.StoreUnavailableException ? exception.Message : exception.GetType().Name;

    [LoggerMessage(EventId = 1001, EventName = "NodeSynchronised", Level = LogLevel.Information,
        Message = "The node has read the store up to position {Position} with {LiveGrants} live grants.")]
    public static partial void Synchronised(ILogger logger, long position, int liveGrants);

    // Critical: from here on every check on this node is denied.
    [LoggerMessage(EventId = 1002, EventName = "NodeRefuses", Level = LogLevel.Critical, Message = "The node denies: {Message}")]
    public static partial void Refuses(ILogger logger, string message);

    // Warning, not error: the node answers until its proof of freshness ends, and tries again.
    [LoggerMessage(EventId = 1003, EventName = "PollFailed", Level = LogLevel.Warning,
        Message = "The node could not read the store ({Failure}); it goes on until its proof of freshness ends, then denies.")]
    public static partial void PollFailed(ILogger logger, string failure);

    [LoggerMessage(EventId = 1004, EventName = "StartsWithoutStore", Level = LogLevel.Error,
        Message = "The store has not answered after {Seconds} seconds; the host starts and denies until it does.")]
    public static partial void StartsWithoutStore(ILogger logger, double seconds);

    [LoggerMessage(EventId = 1005, EventName = "HousekeepingFailed", Level = LogLevel.Warning,
        Message = "Housekeeping could not write down what has ended ({Failure}); access has ended all the same, and it tries again.")]
    public static partial void HousekeepingFailed(ILogger logger, string failure);

    [LoggerMessage(EventId = 1006, EventName = "ListenerFailed", Level = LogLevel.Error,
        Message = "Code that was told of the end of a grant threw; the grant has ended all the same.")]
    public static partial void ListenerFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1007, EventName = "RecordBroken", Level = LogLevel.Error,
        Message = "Housekeeping left a record of kind {Kind} at position {Position} alone: it does not verify.")]
    public static partial void RecordBroken(ILogger logger, Stores.RecordKind kind, long position);

    // Warning, not error: polls go on, and they are what freshness rests on; but revocations reach this node later than they could.
    [LoggerMessage(EventId = 1009, EventName = "HintsLost", Level = LogLevel.Warning,
        Message = "The store tells this node of no commits at the moment ({Failure}); it reads them at its next poll, and listens again.")]
    public static partial void HintsLost(ILogger logger, string failure);

    // Warning: somebody may have taken the file away to have an older store believed.
    [LoggerMessage(EventId = 1010, EventName = "NodeFileMissing", Level = LogLevel.Warning,
        Message = "The node file is not there: the node believes the store that it finds, as at its first start.")]
    public static partial void NodeFileMissing(ILogger logger);

    [LoggerMessage(EventId = 1011, EventName = "NodeFileNotWritten", Level = LogLevel.Warning,
        Message = "The node file could not be written ({Failure}); until it is, the next start knows no more than the file says.")]
    public static partial void NodeFileNotWritten(ILogger logger, string failure);

    [LoggerMessage(EventId = 1012, EventName = "HousekeepingDone", Level = LogLevel.Information,
        Message = "Housekeeping wrote down {Count} deadlines that had passed.")]
    public static partial void HousekeepingDone(ILogger logger, int count);

    [LoggerMessage(EventId = 1013, EventName = "PoliciesRefused", Level = LogLevel.Critical,
        Message = "The store came back, and what this host brings cannot be published; the published policies go on. {Findings}")]
    public static partial void PoliciesRefused(ILogger logger, string findings);

    [LoggerMessage(EventId = 1014, EventName = "NotStarted", Level = LogLevel.Information,
        Message = "The scheduled grant {Grant} is not known to have begun ({Reason}): another was first, or it is tried again until its end.")]
    public static partial void NotStarted(ILogger logger, string grant, string reason);
}
