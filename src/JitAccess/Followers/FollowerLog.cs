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
        Message = "Follower {Follower} does not come back from the entry at position {Position}, not even when told to stop; another node may take over.")]
    public static partial void Stuck(ILogger logger, string follower, long position);

    [LoggerMessage(EventId = 1306, EventName = "FollowerWaits", Level = LogLevel.Warning,
        Message = "Follower {Follower} could not be run ({Failure}); it is tried again every second.")]
    public static partial void RoundFailed(ILogger logger, string follower, string failure);

    [LoggerMessage(EventId = 1307, EventName = "FollowerNotHandedOver", Level = LogLevel.Information,
        Message = "Follower {Follower} could not be handed over ({Failure}); another node takes over when the lease of this one is over.")]
    public static partial void NotHandedOver(ILogger logger, string follower, string failure);
}
