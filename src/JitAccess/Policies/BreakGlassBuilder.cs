using NodaTime;

namespace JitAccess;

/// <summary>Writes in C# what breaking the glass takes and owes.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class BreakGlassBuilder
{
    internal BreakGlassBuilder()
    {
    }

    internal BreakGlassDraft Draft { get; private set; } = new();

    /// <summary>Says who may review such a grant. Said again, it replaces what was said before.</summary>
    /// <param name="condition">Who may review; never the holder.</param>
    /// <returns>This builder.</returns>
    public BreakGlassBuilder ReviewedBy(Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Draft = Draft with { Reviewers = condition };
        return this;
    }

    /// <summary>Shortens how long ago the sign-in may be; 5 minutes when left out.</summary>
    /// <param name="age">Whole seconds, 1 second to 5 minutes.</param>
    /// <returns>This builder.</returns>
    public BreakGlassBuilder SignedInWithin(Duration age)
    {
        Draft = Draft with { SignedInWithin = age };
        return this;
    }
}
