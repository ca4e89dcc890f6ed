using System.Security.Cryptography;
using NodaTime;

namespace JitAccess.Followers;

/// <summary>How long nothing is tried after failures: twice as long after each, less up to a half so that nodes do not keep step.</summary>
internal sealed class FollowerPause(Duration first, Duration longest, JitClock clock)
{
    private long _begun;

    /// <summary>How many failures there were since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>How long the pause is.</summary>
    public Duration Length { get; private set; }

    public bool IsFailing => Failures > 0;

    public bool IsOver => Length == Duration.Zero || clock.SecondsBetween(_begun, clock.Timestamp) >= Length.TotalSeconds;

    /// <summary>The twofold of a length for each failure, up to a limit.</summary>
    public static Duration Doubled(Duration first, int times, Duration longest) => Duration.Min(first * Math.Pow(2, Math.Min(times, 20)), longest);

    /// <summary>Another failure.</summary>
    public void Begin()
    {
        Length = Doubled(first, Failures, longest) * (RandomNumberGenerator.GetInt32(500, 1001) / 1000.0);
        Failures++;
        _begun = clock.Timestamp;
    }

    /// <summary>Ends the pause; so many failures count as if they had been.</summary>
    public void End(int failures = 0) => (Failures, Length) = (failures, Duration.Zero);
}
