using NodaTime;

namespace JitAccess;

/// <summary>The settings of JitAccess that are not policy.</summary>
/// <remarks>Validated when the host starts. Configure before the host starts; not thread-safe while it is being configured.</remarks>
public sealed class JitAccessOptions
{
    /// <summary>
    /// Gets or sets the staleness bound T: a node that cannot prove that it knows everything older than this denies. 1 to 60 seconds.
    /// <value>The default is 5 seconds.</value>
    /// </summary>
    /// <remarks>The node polls the store every T/3. A smaller bound means more polls, and fewer seconds of grace when the store is away.</remarks>
    public Duration StalenessBound { get; set; } = Duration.FromSeconds(5);

    /// <summary>Gets or sets how long the host waits at start for its first snapshot, 0 to 300 seconds; then it listens and denies. <value>The default is 10 seconds.</value></summary>
    public Duration WaitAtStart { get; set; } = Duration.FromSeconds(10);

    /// <summary>Gets or sets how long the directory and each fact source may take, 10 milliseconds to 60 seconds. <value>The default is 2 seconds.</value></summary>
    public Duration FactTimeout { get; set; } = Duration.FromSeconds(2);

    /// <summary>Gets or sets how long an answer of the directory is cached, 0 (off) to 5 minutes. <value>The default is 30 seconds.</value></summary>
    public Duration DirectoryCacheFor { get; set; } = Duration.FromSeconds(30);

    /// <summary>Gets or sets how often ended states are written down, 1 second to 1 hour; access ends on its tick whatever this says. <value>The default is 5 seconds.</value></summary>
    public Duration HousekeepingEvery { get; set; } = Duration.FromSeconds(5);

    /// <summary>
    /// Gets or sets how often every node judges anew whether the holders of live grants are still eligible, 5 seconds to 60; what the directory answered up to
    /// <see cref="DirectoryCacheFor"/> before counts. <value>The default is 60 seconds.</value>
    /// </summary>
    public Duration RecheckEvery { get; set; } = Duration.FromSeconds(60);

    /// <summary>
    /// Gets or sets how long a node that delivers to a follower may be silent until another takes over, 2 seconds to 5 minutes.
    /// <value>The default is 6 seconds.</value>
    /// </summary>
    public Duration FollowerLease { get; set; } = Duration.FromSeconds(6);

    /// <summary>Gets or sets how long a follower may take for one delivery, 1 second to 10 minutes. <value>The default is 30 seconds.</value></summary>
    public Duration FollowerTimeout { get; set; } = Duration.FromSeconds(30);

    /// <summary>
    /// Gets or sets the file in which this node keeps how far it has read the store, absolute or relative to the content root; one for each node.
    /// A node that finds a store which does not hold that any more denies: an older copy was put back while the node was down.
    /// The folder must be there: a node whose file is merely missing starts as for the first time, one whose folder is missing does not start.
    /// <value>The default is <see langword="null"/>: a node that starts believes the store that it finds.</value>
    /// </summary>
    public string? NodeFile { get; set; }

    /// <summary>Gets or sets a value indicating whether this host publishes the policy sets it brings. <value>The default is <see langword="true"/>.</value></summary>
    public bool PublishAtStart { get; set; } = true;

    /// <summary>
    /// Gets or sets how often the policy files of <see cref="JitAccessBuilder.AddPolicies(string)"/> are looked at, 1 second to 1 hour; what has changed is published as at start.
    /// <value>The default is zero: files are read when the host starts, and not again.</value>
    /// </summary>
    /// <remarks>
    /// Off by default: whoever can write the files of a running host changes then who may do what. A file that is broken, or changed under a version that is published, changes nothing;
    /// the log and the health check name it until it is mended. It needs <see cref="PublishAtStart"/>.
    /// </remarks>
    public Duration WatchPoliciesEvery { get; set; } = Duration.Zero;

    /// <summary>
    /// Gets or sets how often the key file is looked at, 1 second to 1 hour: from then on a node seals with the key that the file names.
    /// <value>The default is 10 seconds.</value>
    /// </summary>
    public Duration RereadKeysEvery { get; set; } = Duration.FromSeconds(10);

    /// <summary>Gets the limits of one subject.</summary>
    public JitLimits Limits { get; } = new();

    /// <summary>Gets who may audit, revoke, operate and publish.</summary>
    public JitAdministration Administration { get; } = new();
}
