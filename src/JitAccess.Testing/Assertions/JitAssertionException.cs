namespace JitAccess.Testing;

/// <summary>An expectation on access does not hold. Every test framework reports it as a failure with its message.</summary>
public sealed class JitAssertionException : Exception
{
    /// <summary>Initialises the exception.</summary>
    /// <param name="message">What was expected, what was asked, what was answered and why, and what the subject holds.</param>
    public JitAssertionException(string message)
        : base(message)
    {
    }
}
