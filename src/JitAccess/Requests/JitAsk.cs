using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>What is asked for. What is not named is taken whole.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Duration">How long, in whole seconds, within the policy's limits.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitAsk(string Policy, Duration Duration)
{
    /// <summary>Gets the permissions, at most 200. <value>The default is <see langword="null"/>: all of the policy's.</value></summary>
    public ImmutableArray<Permission>? Permissions { get; init; }

    /// <summary>Gets the resource. <value>The default is <see langword="null"/>: everything that the policy covers.</value></summary>
    public Resource? Resource { get; init; }

    /// <summary>Gets why, at most 2000 characters; personal text. <value>The default is <see langword="null"/>.</value></summary>
    public string? Justification { get; init; }

    /// <summary>
    /// Gets the ticket, at most 200 characters: a reference, which the journal keeps as it is and which cannot be erased. <value>The default is <see langword="null"/>.</value>
    /// </summary>
    public string? Ticket { get; init; }

    /// <summary>
    /// Gets when access is to begin, in whole milliseconds: a fraction begins with the next. <value>The default is <see langword="null"/>: with its approval.</value>
    /// </summary>
    public Instant? StartAt { get; init; }

    /// <summary>The same, beginning at a local time.</summary>
    /// <param name="local">When.</param>
    /// <param name="zone">Where, such as <c>DateTimeZoneProviders.Tzdb["Europe/Paris"]</c>.</param>
    /// <returns>What is asked for.</returns>
    /// <exception cref="JitRejectedException">
    /// The local time does not exist there (<see cref="Reason.LocalTimeSkipped"/>) or exists twice (<see cref="Reason.LocalTimeAmbiguous"/>): clocks are put forward or back.
    /// </exception>
    public JitAsk StartingAt(LocalDateTime local, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var mapping = zone.MapLocal(local);
        return mapping.Count == 1 ? this with { StartAt = mapping.Single().ToInstant() } : throw new JitRejectedException(Explanation.Of(AskText.RefuseLocal(mapping)));
    }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"ask for {Policy}";
}
