namespace JitAccess;

/// <summary>What a message tells. In documents the kinds have names such as <c>approval-asked</c>, which are API.</summary>
public enum JitNotificationKind
{
    /// <summary><c>digest</c>: several messages in one, since there were many at once.</summary>
    Digest,

    /// <summary><c>approval-asked</c>: a request waits for the recipient's vote.</summary>
    ApprovalAsked,

    /// <summary><c>approval-reminder</c>: a request has waited for the recipient's vote.</summary>
    ApprovalReminder,

    /// <summary><c>request-approved</c>: the request was approved; access is live, or begins at its start.</summary>
    RequestApproved,

    /// <summary><c>request-denied</c>: the request was denied.</summary>
    RequestDenied,

    /// <summary><c>request-lapsed</c>: nobody decided on the request in time.</summary>
    RequestLapsed,

    /// <summary><c>request-withdrawn</c>: the request was taken back.</summary>
    RequestWithdrawn,

    /// <summary><c>access-began</c>: access that was approved for a later start has begun.</summary>
    AccessBegan,

    /// <summary><c>access-ending</c>: a grant ends soon, and nothing goes on from it.</summary>
    AccessEnding,

    /// <summary><c>access-expired</c>: the time of a grant is over, and no extension goes on from it; or the time in which its holder could have claimed it.</summary>
    AccessExpired,

    /// <summary><c>access-revoked</c>: a grant was ended before its time, or what its last use had admitted was cut off.</summary>
    AccessRevoked,

    /// <summary><c>access-used-up</c>: the last use of a grant was taken.</summary>
    AccessUsedUp,

    /// <summary><c>glass-broken</c>: somebody was let in at once, and the recipient would have been asked, or reviews it.</summary>
    GlassBroken,

    /// <summary><c>grant-reviewed</c>: somebody reviewed what was done when the glass was broken.</summary>
    GrantReviewed,

    /// <summary><c>delegation-made</c>: the recipient stands in for somebody.</summary>
    DelegationMade,

    /// <summary><c>delegation-ended</c>: that somebody stands in was ended before its time, by somebody else than the recipient.</summary>
    DelegationEnded,

    /// <summary><c>policies-published</c>: a version of a policy set was published.</summary>
    PoliciesPublished,
}
