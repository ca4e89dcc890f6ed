namespace JitAccess.Followers;

/// <summary>How a delivery went.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Failure">What the failure is called: a type, never a text.</param>
internal readonly record struct Attempted(AttemptedKind Kind, string Failure = "")
{
    public static Attempted Delivered { get; } = new(AttemptedKind.Delivered);

    public bool IsDelivered => Kind == AttemptedKind.Delivered;
}

/// <summary>What can become of a delivery.</summary>
internal enum AttemptedKind
{
    /// <summary>It arrived.</summary>
    Delivered,

    /// <summary>It may have arrived or not; it is tried again.</summary>
    Failed,

    /// <summary>It took too long, and may have arrived or not; it is tried again.</summary>
    TimedOut,

    /// <summary>The follower says that it can never be delivered.</summary>
    Undeliverable,
}
