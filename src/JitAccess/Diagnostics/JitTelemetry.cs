using System.Diagnostics;

namespace JitAccess.Diagnostics;

/// <summary>The names of everything that is measured and traced. They are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static class JitTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "JitAccess";

    public const string Commands = "jitaccess.commands";
    public const string Uses = "jitaccess.uses";
    public const string GrantsActivated = "jitaccess.grants.activated";
    public const string GrantsEnded = "jitaccess.grants.ended";
    public const string CommitDuration = "jitaccess.commit.duration";
    public const string Settled = "jitaccess.housekeeping.settled";
    public const string Rechecked = "jitaccess.eligibility.rechecked";
    public const string GrantsLive = "jitaccess.grants.live";
    public const string NodeLag = "jitaccess.node.lag";
    public const string NodeState = "jitaccess.node.state";

    public const string FollowerDeliveries = "jitaccess.follower.deliveries";
    public const string FollowerBehind = "jitaccess.follower.behind";
    public const string FollowerSetAside = "jitaccess.follower.set_aside";

    public const string Notifications = "jitaccess.notifications";
    public const string PolicyFilesRefused = "jitaccess.policies.refused_files";

    public const string CommandTag = "jitaccess.command";
    public const string OutcomeTag = "jitaccess.outcome";
    public const string ReasonTag = "jitaccess.reason";
    public const string StateTag = "jitaccess.state";
    public const string RequestTag = "jitaccess.request.id";
    public const string GrantTag = "jitaccess.grant.id";
    public const string FollowerTag = "jitaccess.follower";
    public const string NotifierTag = "jitaccess.notifier";
    public const string KindTag = "jitaccess.notification.kind";
    public const string PositionTag = "jitaccess.position";

    /// <summary>The version of the package, which meter and source carry.</summary>
    public static string? Version { get; } = typeof(JitTelemetry).Assembly.GetName().Version?.ToString(3);

    private static ActivitySource Source { get; } = new(Name, Version);

    /// <summary>Starts the activity of a command, a use or a commit, if anybody listens.</summary>
    public static Activity? Start(string what) => Source.HasListeners() ? Source.StartActivity("jitaccess." + what) : null;

    /// <summary>Says how an activity ended. A refusal is an answer, not an error.</summary>
    public static void End(this Activity? activity, Outcome outcome)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetTag(OutcomeTag, outcome.Name);
        if (outcome.Reason is { } reason)
        {
            activity.SetTag(ReasonTag, reason.Code);
        }

        if (outcome.IsFailure)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }
}
