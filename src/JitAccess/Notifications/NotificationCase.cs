using NodaTime;

namespace JitAccess.Notifications;

/// <summary>What an entry is about, as the store knows it now.</summary>
/// <param name="Request">The request.</param>
/// <param name="Grant">The grant, where there is one.</param>
/// <param name="Now">The store's time.</param>
internal sealed record NotificationCase(RequestRecord Request, GrantRecord? Grant, Instant Now)
{
    public Tenant Tenant => Request.Subject.Tenant;

    /// <summary>Who asked and for whom: they always learn what became of it.</summary>
    public IEnumerable<Subject> Holders => [Request.Subject, .. Request.ActsFor];
}
