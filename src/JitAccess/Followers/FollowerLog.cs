using Microsoft.Extensions.Logging;

namespace JitAccess.Followers;

/// <summary>What followers log. Event ids are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static partial class FollowerLog
{
    [LoggerMessage(EventId = 1301, EventName = "FollowerTookOver", Level = LogLevel.Information,
        Message = "This node now delivers to follower {Follower}, from position {Position} on.")]
    public static partial void TookOver(ILogger logger, string follower, long position);

    [LoggerMessage(EventId = 1302, EventName = "DeliveryFailed", Level = LogLevel.Warning,
        Message = "Follower {Follower} could not take the entry at position {Position} ({Failure}); it is tried again in {Seconds} s.")]
    public static partial void DeliveryFailed(ILogger logger, string follower, long position, string failure, double seconds);

    // Error: somebody has to look at it; the follower goes on without it.
    [LoggerMessage(EventId = 1303, EventName = "EntrySetAside", Level = LogLevel.Error,
        Message = "Follower {Follower} cannot take the entry at position {Position} ({Failure}); it was set aside and is tried again from time to time.")]
    public static partial void SetAside(ILogger logger, string follower, long position, string failure);

    [LoggerMessage(EventId = 1304, EventName = "EntryDeliveredLate", Level = LogLevel.Information,
        Message = "Follower {Follower} has taken the entry at position {Position} that was set aside.")]
    public static partial void DeliveredLate(ILogger logger, string follower, long position);

    [LoggerMessage(EventId = 1305, EventName = "FollowerStuck", Level = LogLevel.Error,
        Message = "Follower {Follower} does not come back, not even when told to stop; this node calls it no more until it does, and another may take over.")]
    public static partial void Stuck(ILogger logger, string follower);

    [LoggerMessage(EventId = 1306, EventName = "FollowerWaits", Level = LogLevel.Warning,
        Message = "Follower {Follower} could not be run ({Failure}); it is tried again every second.")]
    public static partial void RoundFailed(ILogger logger, string follower, string failure);

    [LoggerMessage(EventId = 1307, EventName = "FollowerNotHandedOver", Level = LogLevel.Information,
        Message = "Follower {Follower} could not be handed over ({Failure}); another node takes over when the lease of this one is over.")]
    public static partial void NotHandedOver(ILogger logger, string follower, string failure);

    [LoggerMessage(EventId = 1308, EventName = "FollowerLeaseNotRenewed", Level = LogLevel.Warning,
        Message = "The lease of follower {Follower} could not be renewed during a delivery ({Failure}); the delivery is stopped when it is over.")]
    public static partial void NotRenewed(ILogger logger, string follower, string failure);

    [LoggerMessage(EventId = 1309, EventName = "FollowerCancellationFailed", Level = LogLevel.Warning,
        Message = "Code that follower {Follower} runs when a delivery is cancelled threw {ExceptionType}.")]
    public static partial void CancellationFailed(ILogger logger, string follower, string exceptionType);

    // Error: the node cannot do what another may; somebody has to give it the key or the version.
    [LoggerMessage(EventId = 1310, EventName = "FollowerUnable", Level = LogLevel.Error,
        Message = "This node cannot deliver to follower {Follower}: {Problem} Another node may.")]
    public static partial void Unable(ILogger logger, string follower, string problem);
}
