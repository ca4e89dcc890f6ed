using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Why something is refused: the reason that decides, and every finding behind it.</summary>
/// <remarks>One explanation serves the 403, the rejection of a command, <c>/check</c> and the log. Immutable and safe for concurrent use.</remarks>
public sealed class Explanation
{
    private Explanation(Reason reason, ImmutableArray<Finding> findings)
    {
        Reason = reason;
        Findings = findings;
    }

    /// <summary>Gets the reason that decides; the first finding's unless it was said otherwise.</summary>
    public Reason Reason { get; }

    /// <summary>Gets every finding, most important first; never empty.</summary>
    public ImmutableArray<Finding> Findings { get; }

    /// <summary>Gets how long to wait before it makes sense to try again, or <see langword="null"/> when waiting does not help.</summary>
    public Duration? RetryAfter { get; init; }

    /// <summary>Explains with one finding.</summary>
    /// <param name="finding">The finding.</param>
    /// <returns>The explanation.</returns>
    public static Explanation Of(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new Explanation(finding.Reason, [finding]);
    }

    /// <summary>Explains with one finding made of its parts.</summary>
    /// <param name="reason">The stable code.</param>
    /// <param name="message">A sentence for people.</param>
    /// <returns>The explanation.</returns>
    public static Explanation Of(Reason reason, string message) => Of(new Finding(reason, message));

    /// <summary>Explains with several findings, the first of which decides.</summary>
    /// <param name="findings">At least one finding.</param>
    /// <returns>The explanation.</returns>
    /// <exception cref="ArgumentException"><paramref name="findings"/> is empty.</exception>
    public static Explanation Of(IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return findings.Count == 0
            ? throw new ArgumentException("An explanation needs at least one finding.", nameof(findings))
            : new Explanation(findings[0].Reason, [.. findings]);
    }

    /// <summary>Explains with one finding that time mends.</summary>
    internal static Explanation WithRetry(Finding finding, Duration after) => new(finding.Reason, [finding]) { RetryAfter = after };

    /// <inheritdoc/>
    public override string ToString() => $"{Reason.Code}: {string.Join(" ", Findings.Select(finding => finding.Message))}";
}
