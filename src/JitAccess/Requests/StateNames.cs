namespace JitAccess;

/// <summary>The names of states as documents, indexes and metrics write them. They are API.</summary>
internal static class StateNames
{
    public static string Name(this RequestState state) => state switch
    {
        RequestState.Pending => "pending",
        RequestState.Approved => "approved",
        RequestState.Denied => "denied",
        RequestState.Withdrawn => "withdrawn",
        _ => "lapsed",
    };

    public static string Name(this GrantState state) => state switch
    {
        GrantState.Scheduled => "scheduled",
        GrantState.Claimable => "claimable",
        GrantState.Active => "active",
        GrantState.Expired => "expired",
        GrantState.Released => "released",
        GrantState.Revoked => "revoked",
        _ => "used-up",
    };

    /// <summary>Reads what <see cref="Name(GrantState)"/> writes.</summary>
    public static bool TryParse(string name, out GrantState state)
    {
        foreach (var one in Enum.GetValues<GrantState>())
        {
            if (string.Equals(one.Name(), name, StringComparison.Ordinal))
            {
                state = one;
                return true;
            }
        }

        state = default;
        return false;
    }

    public static string Name(this VoteDecision decision) => decision == VoteDecision.Approve ? "approve" : "deny";

    public static string Name(this ReviewOutcome outcome) => outcome == ReviewOutcome.Justified ? "justified" : "misused";

    /// <summary>The reason that a check gives for a grant in a final state.</summary>
    public static Reason ToReason(this GrantState state) => state switch
    {
        GrantState.Released => Reason.Released,
        GrantState.Revoked => Reason.Revoked,
        GrantState.UsedUp => Reason.UsedUp,
        _ => Reason.Expired,
    };
}
