using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>What continuous eligibility logs. Event ids are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static partial class EligibilityLog
{
    [LoggerMessage(EventId = 1401, EventName = "EligibilityLost", Level = LogLevel.Information,
        Message = "The grant {Grant} was ended: its holder may not have it any more ({Reason}).")]
    public static partial void Lost(ILogger logger, string grant, string reason);

    [LoggerMessage(EventId = 1402, EventName = "EligibilityNotJudged", Level = LogLevel.Error,
        Message = "It cannot be judged whether the holder of the grant {Grant} is still eligible ({Failure}); its own end stands.")]
    public static partial void CannotBeJudged(ILogger logger, string grant, string failure);

    [LoggerMessage(EventId = 1403, EventName = "RecheckFailed", Level = LogLevel.Warning,
        Message = "Live grants could not be judged anew ({Failure}); it is tried again within {Seconds} seconds.")]
    public static partial void RoundFailed(ILogger logger, string failure, double seconds);

    [LoggerMessage(EventId = 1404, EventName = "DirectoryWatchFailed", Level = LogLevel.Warning,
        Message = "The directory tells of no changes at the moment ({Failure}); live grants are judged anew every {Seconds} seconds all the same.")]
    public static partial void WatchFailed(ILogger logger, string failure, double seconds);
}
