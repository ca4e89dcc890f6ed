namespace JitAccess.Simulation;

/// <summary>The unit of true time and of every simulated clock: 100 nanoseconds.</summary>
internal static class Ticks
{
    public const long PerMillisecond = 10_000;

    public static long OfMilliseconds(long milliseconds) => milliseconds * PerMillisecond;
}
