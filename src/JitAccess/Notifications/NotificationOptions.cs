using NodaTime;

namespace JitAccess;

/// <summary>What all notifiers have in common.</summary>
/// <remarks>Validated when the host starts. Configure before the host starts; not thread-safe while it is being configured.</remarks>
public sealed class NotificationOptions
{
    /// <summary>
    /// Gets or sets where people look at requests and grants: absolute, <c>https</c> or <c>http</c>, without user, query and fragment. Links are this address with
    /// <c>requests/{id}</c> or <c>grants/{id}</c> behind it. <value>The default is <see langword="null"/>: messages have no links.</value>
    /// </summary>
    public Uri? LinkBase { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether everybody who is asked by name to vote gets a one-shot link of their own
    /// (<see cref="NotificationFacts.ApprovalLink"/>); needs <see cref="LinkBase"/>. The page there hands it on as <see cref="JitVote.Link"/>.
    /// <value>The default is <see langword="false"/>.</value>
    /// </summary>
    public bool ApprovalLinks { get; set; }

    /// <summary>
    /// Gets or sets how many messages one recipient gets one by one within <see cref="DigestWindow"/>, 1 to 1000; what is more comes as a digest.
    /// <value>The default is 5.</value>
    /// </summary>
    public int DigestAbove { get; set; } = 5;

    /// <summary>
    /// Gets or sets how long a notifier collects after a digest, for everybody whom it tells, 1 second to 1 hour. <value>The default is 1 minute.</value>
    /// </summary>
    public Duration DigestWindow { get; set; } = Duration.FromMinutes(1);

    /// <summary>
    /// Gets or sets how old what happened may be when it is told, 1 minute to 366 days: a notifier that is new, or was down for longer, does not tell people old news.
    /// <value>The default is 3 days.</value>
    /// </summary>
    public Duration ForgetAfter { get; set; } = Duration.FromDays(3);

    /// <summary>
    /// Gets who is told of published policies. <value>The default is empty: those who may audit (<see cref="JitAdministration.MayAudit"/>) in the tenant that
    /// operates (<see cref="JitAdministration.OperatedBy"/>).</value>
    /// </summary>
    public IList<Subject> PublishedTo { get; } = [];
}
