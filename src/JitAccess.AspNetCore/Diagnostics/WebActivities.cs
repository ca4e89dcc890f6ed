using System.Diagnostics;

namespace JitAccess;

/// <summary>The activity source of this package. Names are API: <c>docs/reference/telemetry.md</c>.</summary>
internal static class WebActivities
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "JitAccess.AspNetCore";

    /// <summary>The name of the activity around an admission.</summary>
    public const string Admission = "jitaccess.admit";

    /// <summary>The tag with the permission.</summary>
    public const string PermissionTag = "jitaccess.permission";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the activity of an admission; costs nothing while nobody listens.</summary>
    public static Activity? StartAdmission(string permission)
    {
        var activity = Source.StartActivity(Admission);
        activity?.SetTag(PermissionTag, permission);
        return activity;
    }
}
