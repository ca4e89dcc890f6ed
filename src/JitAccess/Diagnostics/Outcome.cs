namespace JitAccess.Diagnostics;

/// <summary>How a command, a use or a commit ended, for metrics and activities: closed sets of words, and nothing that anybody wrote.</summary>
internal readonly record struct Outcome(string Name, Reason? Reason = null)
{
    private const string Failed = "failed";

    /// <summary>It was done.</summary>
    public static Outcome Accepted => new("accepted");

    /// <summary>A commit lost its race and is decided again.</summary>
    public static Outcome Lost => new("lost");

    /// <summary>Whether something is broken, rather than somebody refused.</summary>
    public bool IsFailure => Name == Failed;

    /// <summary>What an exception stands for.</summary>
    public static Outcome Of(Exception exception) => exception switch
    {
        JitRejectedException { Reason: { Kind: ReasonKind.Unavailable } reason } => new(Failed, reason),
        JitRejectedException { Reason: var reason } => new("refused", reason),
        Stores.StoreUnavailableException { Reason: var reason } => new(Failed, reason),
        OperationCanceledException => new("cancelled"),
        _ => new(Failed),
    };
}
