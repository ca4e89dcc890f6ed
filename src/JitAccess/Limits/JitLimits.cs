using NodaTime;

namespace JitAccess;

/// <summary>What one subject may have and do at most (decision rule 6).</summary>
/// <remarks>Read once at start. Configure before the host starts; not thread-safe while it is being configured.</remarks>
public sealed class JitLimits
{
    /// <summary>Gets or sets the most pending requests, 1 to 1000. <value>The default is 10.</value></summary>
    public int PendingRequests { get; set; } = 10;

    /// <summary>Gets or sets the most live grants, 1 to 10,000. <value>The default is 50.</value></summary>
    public int LiveGrants { get; set; } = 50;

    /// <summary>Gets or sets the most accepted requests in an hour, delegations among them, 1 to 10,000. <value>The default is 60.</value></summary>
    public int AcceptedRequestsPerHour { get; set; } = 60;

    /// <summary>
    /// Gets or sets the most refused commands in an hour, counted by each node in memory, 1 to 100,000. Whoever reaches it can still deny, withdraw,
    /// release and revoke. <value>The default is 600.</value>
    /// </summary>
    public int RefusedCommandsPerHour { get; set; } = 600;

    /// <summary>
    /// Gets or sets how long the same policy and resource wait after a denial, 0 seconds to 24 hours. <value>The default is 5 minutes.</value>
    /// </summary>
    public Duration CoolDownAfterDenial { get; set; } = Duration.FromMinutes(5);

    /// <summary>
    /// Gets or sets how long a request may wait where its policy does not say, 1 second to 30 days. <value>The default is 24 hours.</value>
    /// </summary>
    public Duration PendingFor { get; set; } = Duration.FromHours(24);

    /// <summary>
    /// Gets or sets how long an approved grant may lie unclaimed, or unused where its first use begins it, where its policy does not say, 1 second to 30 days.
    /// <value>The default is 8 hours.</value>
    /// </summary>
    public Duration UnclaimedFor { get; set; } = Duration.FromHours(8);

    /// <summary>
    /// Gets or sets how long somebody may stand in for another, and how far ahead that may begin, 1 minute to 366 days. Whoever is away for longer delegates anew.
    /// <value>The default is 30 days.</value>
    /// </summary>
    public Duration DelegationUpTo { get; set; } = Duration.FromDays(30);

    /// <summary>
    /// Gets or sets how long claims stand for a subject that no directory knows, 1 second to 24 hours; a policy may shorten it.
    /// <value>The default is 8 hours.</value>
    /// </summary>
    public Duration ClaimsGoodFor { get; set; } = Duration.FromHours(8);
}
