namespace JitAccess.Notifications;

/// <summary>The names of kinds as documents write them. They are API.</summary>
internal static class NotificationNames
{
    public static string Name(this JitNotificationKind kind) => kind switch
    {
        JitNotificationKind.Digest => "digest",
        JitNotificationKind.ApprovalAsked => "approval-asked",
        JitNotificationKind.ApprovalReminder => "approval-reminder",
        JitNotificationKind.RequestApproved => "request-approved",
        JitNotificationKind.RequestDenied => "request-denied",
        JitNotificationKind.RequestLapsed => "request-lapsed",
        JitNotificationKind.RequestWithdrawn => "request-withdrawn",
        JitNotificationKind.AccessBegan => "access-began",
        JitNotificationKind.AccessEnding => "access-ending",
        JitNotificationKind.AccessExpired => "access-expired",
        JitNotificationKind.AccessRevoked => "access-revoked",
        JitNotificationKind.AccessUsedUp => "access-used-up",
        JitNotificationKind.GlassBroken => "glass-broken",
        JitNotificationKind.GrantReviewed => "grant-reviewed",
        JitNotificationKind.DelegationMade => "delegation-made",
        JitNotificationKind.DelegationEnded => "delegation-ended",
        JitNotificationKind.PoliciesPublished => "policies-published",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind has no name."),
    };
}
