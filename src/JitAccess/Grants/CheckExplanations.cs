namespace JitAccess;

/// <summary>Puts a denied check into words.</summary>
internal static class CheckExplanations
{
    /// <summary>Explains why a check denies.</summary>
    public static Explanation Of(GrantCheck check, Scope asked)
    {
        var reason = check.Reason ?? Reason.NoGrant;
        return Explanation.Of(new Finding(reason, $"{asked}: {Say(reason, check)}")
        {
            Value = asked.ToString(),
            Fix = reason.Kind == ReasonKind.Unavailable ? "Try again when this node has caught up with the store." : "Ask for access under one of the policies that cover it.",
        });
    }

    /// <summary>Says it in one sentence.</summary>
    public static string Say(Reason reason, GrantCheck check) => reason.Code switch
    {
        "out-of-scope" => "you hold a live grant, but for something else.",
        "expired" => $"the grant that covered this ended at {check.Ends}.",
        "released" => "the grant that covered this was given back.",
        "revoked" => "the grant that covered this was revoked.",
        "used-up" => "all uses of the grant that covered this were taken.",
        "resource-not-canonical" => "the resource is not in canonical form.",
        "node-behind" => "this node has not read the journal so far.",
        _ => reason.Kind == ReasonKind.Unavailable ? "this node cannot prove that what it knows is fresh." : "you hold no live grant.",
    };
}
