namespace JitAccess.Benchmarks.Measuring;

/// <summary>One of several that do the same: it runs an operation so many times, over inputs that it brings.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Run">Runs the operation; throws when an answer is not the one expected.</param>
internal sealed record Contender(string Name, Action<int> Run);
