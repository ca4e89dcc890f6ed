namespace JitAccess;

/// <summary>A command was refused, or access was not held. Nothing is half done.</summary>
/// <remarks>
/// Refusals are exceptions so that none can be overlooked: a call that returns has done what it says. Nothing was stored, unless the reason is of
/// the kind <see cref="ReasonKind.Unavailable"/>: then the explanation says whether it was, or that nobody can tell.
/// </remarks>
public sealed class JitRejectedException : Exception
{
    /// <summary>Initialises the exception.</summary>
    /// <param name="explanation">Why it was refused.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public JitRejectedException(Explanation explanation, Exception? innerException = null)
        : base(explanation?.ToString(), innerException) =>
        Explanation = explanation ?? throw new ArgumentNullException(nameof(explanation));

    /// <summary>Gets why it was refused.</summary>
    public Explanation Explanation { get; }

    /// <summary>Gets the reason that decides.</summary>
    public Reason Reason => Explanation.Reason;
}
