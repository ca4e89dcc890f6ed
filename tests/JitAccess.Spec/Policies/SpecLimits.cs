namespace JitAccess.Spec;

/// <summary>The limits of one subject, and the application's defaults.</summary>
internal sealed class SpecLimits
{
    public int PendingRequests { get; set; } = 10;

    public int LiveGrants { get; set; } = 50;

    public int AcceptedRequestsPerHour { get; set; } = 60;

    public long CoolDownAfterDenial { get; set; } = 5 * 60_000;

    public long PendingFor { get; set; } = 24 * 3_600_000L;

    /// <summary>How long an approved grant may lie unclaimed where its policy does not say.</summary>
    public long DelegationUpTo { get; set; } = 30 * 24 * 3_600_000L;

    public long UnclaimedFor { get; set; } = 8 * 3_600_000L;

    public long ClaimsGoodFor { get; set; } = 8 * 3_600_000L;
}
