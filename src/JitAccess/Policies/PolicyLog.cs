using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>What is logged about policies. Event ids are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static partial class PolicyLog
{
    // Error: nothing under these policies is approved until they can be read; what is live ends as it would.
    [LoggerMessage(EventId = 1101, EventName = "PolicySetUnreadable", Level = LogLevel.Error,
        Message = "The published policy set {Hash} cannot be read: {Problem}. Nothing more is approved under it.")]
    public static partial void Unreadable(ILogger logger, string hash, string problem);

    [LoggerMessage(EventId = 1102, EventName = "PolicySetPublished", Level = LogLevel.Information,
        Message = "Version {Version} of the policy set {Set} is published (hash {Hash}).")]
    public static partial void Published(ILogger logger, string set, int version, string hash);

    [LoggerMessage(EventId = 1103, EventName = "PolicySetIgnored", Level = LogLevel.Information,
        Message = "Version {Version} of the policy set {Set} is not published anew: it is published already, or a greater one is.")]
    public static partial void Ignored(ILogger logger, string set, int version);

    // Error: somebody changed who may do what, and it is not so.
    [LoggerMessage(EventId = 1104, EventName = "PolicyFileRefused", Level = LogLevel.Error,
        Message = "A policy file changed and is not published; what is published goes on. {Finding}")]
    public static partial void FileRefused(ILogger logger, string finding);

    [LoggerMessage(EventId = 1105, EventName = "PolicyFileGone", Level = LogLevel.Warning,
        Message = "The policy file {File} is gone; what it published stays published.")]
    public static partial void FileGone(ILogger logger, string file);

    [LoggerMessage(EventId = 1106, EventName = "PolicyWatchFailed", Level = LogLevel.Warning,
        Message = "The policy files could not be looked at, or published ({Failure}); it is tried again.")]
    public static partial void WatchFailed(ILogger logger, string failure);
}
