using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace JitAccess;

/// <summary>
/// The instant at which something stops being so: the end of a grant, the last moment of a pending request, the age limit of a claim.
/// </summary>
/// <remarks>
/// <para>This is the one type that compares a moment with an end. The interval is half-open: at the deadline itself the deadline has passed.</para>
/// <para>Instants are floored to whole milliseconds, so a deadline is never later than what it was made from.</para>
/// <para>The <see langword="default"/> value has always passed. Immutable and safe for concurrent use.</para>
/// </remarks>
public readonly struct Deadline : IEquatable<Deadline>
{
    private readonly long _unixMilliseconds; // default is the Unix epoch, and HasPassed treats it as passed whatever the clock says

    private Deadline(long unixMilliseconds) => _unixMilliseconds = unixMilliseconds;

    /// <summary>Gets the deadline as an instant in whole milliseconds.</summary>
    public Instant At => Instant.FromUnixTimeMilliseconds(_unixMilliseconds);

    /// <summary>Gets the deadline in milliseconds since the Unix epoch.</summary>
    public long UnixMilliseconds => _unixMilliseconds;

    /// <summary>Makes a deadline of an instant, floored to the millisecond.</summary>
    /// <param name="instant">Any instant.</param>
    /// <returns>A deadline not later than <paramref name="instant"/>.</returns>
    public static Deadline From(Instant instant) => new(instant.ToUnixTimeMilliseconds());

    /// <summary>Makes a deadline of milliseconds since the Unix epoch.</summary>
    /// <param name="milliseconds">Milliseconds since the Unix epoch.</param>
    /// <returns>The deadline.</returns>
    public static Deadline FromUnixMilliseconds(long milliseconds) => new(milliseconds);

    /// <summary>Makes the deadline that lies a positive duration after an instant.</summary>
    /// <param name="start">The instant from which the duration runs.</param>
    /// <param name="duration">A positive duration. Zero or less is an error, never "forever".</param>
    /// <returns>The deadline, floored to the millisecond.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is not positive, or the sum lies outside the calendar.</exception>
    public static Deadline After(Instant start, Duration duration)
    {
        if (duration <= Duration.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "A deadline needs a positive duration; zero and less never mean forever.");
        }

        if (duration > Instant.MaxValue - start)
        {
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "The deadline lies beyond the end of the calendar.");
        }

        return From(start + duration);
    }

    /// <summary>Returns the earlier of two deadlines.</summary>
    /// <param name="one">A deadline.</param>
    /// <param name="other">Another deadline.</param>
    /// <returns>The one that passes first.</returns>
    public static Deadline Earlier(Deadline one, Deadline other) => new(Math.Min(one._unixMilliseconds, other._unixMilliseconds));

    /// <summary>Says whether the deadline has passed: at the deadline itself it has.</summary>
    /// <param name="now">The current moment.</param>
    /// <returns><see langword="true"/> when <paramref name="now"/> is the deadline or later.</returns>
    public bool HasPassed(Instant now) => HasPassed(now.ToUnixTimeMilliseconds());

    /// <summary>Says whether the deadline has passed, for callers that count milliseconds.</summary>
    /// <param name="nowUnixMilliseconds">The current moment in milliseconds since the Unix epoch.</param>
    /// <returns><see langword="true"/> when the moment is the deadline or later.</returns>
    public bool HasPassed(long nowUnixMilliseconds) => nowUnixMilliseconds >= _unixMilliseconds || _unixMilliseconds == 0;

    /// <summary>Returns the time that is left, never negative.</summary>
    /// <param name="now">The current moment.</param>
    /// <returns>The remaining time; zero once the deadline has passed.</returns>
    public Duration Remaining(Instant now) => HasPassed(now) ? Duration.Zero : At - now;

    /// <inheritdoc/>
    public bool Equals(Deadline other) => _unixMilliseconds == other._unixMilliseconds;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Deadline other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _unixMilliseconds.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => InstantText.Format(At);

    /// <summary>Says whether two deadlines are the same instant.</summary>
    /// <param name="left">A deadline.</param>
    /// <param name="right">Another deadline.</param>
    /// <returns><see langword="true"/> when they are equal.</returns>
    public static bool operator ==(Deadline left, Deadline right) => left.Equals(right);

    /// <summary>Says whether two deadlines differ.</summary>
    /// <param name="left">A deadline.</param>
    /// <param name="right">Another deadline.</param>
    /// <returns><see langword="true"/> when they differ.</returns>
    public static bool operator !=(Deadline left, Deadline right) => !left.Equals(right);
}
