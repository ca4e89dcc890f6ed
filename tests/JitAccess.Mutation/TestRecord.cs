namespace JitAccess.Mutation;

/// <summary>How one test has fared so far.</summary>
internal sealed class TestRecord
{
    private const double Least = 0.02; // a test that has never failed may yet

    private TimeSpan? _duration;
    private double _failures = Least;

    /// <summary>
    /// Gets what a failure of the test costs: its time over how often it fails. In the ascending order of it the first failure comes soonest: quick tests
    /// first, and before them those that have failed for other mutants. Mutants come file by file, and what noticed one is likely to notice the next, so
    /// each run in which the test passes makes its failures count a tenth less.
    /// </summary>
    public double CostOfAFailure => (_duration?.TotalMilliseconds ?? 0) / _failures;

    public void Add(TimeSpan duration, bool isFailure)
    {
        // The least, since the first time in a process it takes far longer; how long a failure took says nothing.
        _duration = isFailure || duration > _duration ? _duration : duration;
        _failures = isFailure ? _failures + 1 : Math.Max(_failures * 0.9, Least);
    }
}
