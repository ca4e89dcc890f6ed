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
}
