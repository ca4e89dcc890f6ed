namespace JitAccess;

public readonly partial struct Reason
{
    // The first one defined is the default value.

    /// <summary>Gets <c>no-grant</c>. The subject holds no live grant.</summary>
    public static Reason NoGrant { get; } = Define("no-grant", ReasonKind.Forbidden);

    /// <summary>Gets <c>out-of-scope</c>. The subject holds a live grant, but for another permission or resource.</summary>
    public static Reason OutOfScope { get; } = Define("out-of-scope", ReasonKind.Forbidden);

    /// <summary>Gets <c>expired</c>. The grant that covered this has reached its end.</summary>
    public static Reason Expired { get; } = Define("expired", ReasonKind.Forbidden);

    /// <summary>Gets <c>released</c>. The holder has given the grant back.</summary>
    public static Reason Released { get; } = Define("released", ReasonKind.Forbidden);

    /// <summary>Gets <c>revoked</c>. The grant has been revoked.</summary>
    public static Reason Revoked { get; } = Define("revoked", ReasonKind.Forbidden);

    /// <summary>Gets <c>used-up</c>. All uses of the grant have been taken.</summary>
    public static Reason UsedUp { get; } = Define("used-up", ReasonKind.Forbidden);

    /// <summary>Gets <c>needs-commit</c>. A grant covers this, but each use of it is committed: take it with <c>UseAsync</c>.</summary>
    public static Reason NeedsCommit { get; } = Define("needs-commit", ReasonKind.Forbidden);

    /// <summary>Gets <c>not-synchronised</c>. This node has not read the store, or not lately enough, so it denies and makes no access.</summary>
    public static Reason NotSynchronised { get; } = Define("not-synchronised", ReasonKind.Unavailable);

    /// <summary>Gets <c>node-stale</c>. This node cannot prove that what it knows is fresh enough.</summary>
    public static Reason NodeStale { get; } = Define("node-stale", ReasonKind.Unavailable);

    /// <summary>Gets <c>node-behind</c>. This node has not read the journal as far as the check demanded.</summary>
    public static Reason NodeBehind { get; } = Define("node-behind", ReasonKind.Unavailable);

    /// <summary>Gets <c>node-refuses</c>. This node met journal bytes that it cannot verify or understand, and denies until an operator looks.</summary>
    public static Reason NodeRefuses { get; } = Define("node-refuses", ReasonKind.Unavailable);

    /// <summary>Gets <c>store-unavailable</c>. The store did not answer.</summary>
    public static Reason StoreUnavailable { get; } = Define("store-unavailable", ReasonKind.Unavailable);

    /// <summary>Gets <c>store-contended</c>. The command lost every race against other commands on the same records, or takes a use of a grant that somebody is ending.</summary>
    public static Reason StoreContended { get; } = Define("store-contended", ReasonKind.Unavailable);

    /// <summary>Gets <c>jit-grant-required</c>. The endpoint needs a live grant and the caller holds none that covers it.</summary>
    public static Reason GrantRequired { get; } = Define("jit-grant-required", ReasonKind.Forbidden);

    /// <summary>Gets <c>not-signed-in</c>. Nobody is signed in.</summary>
    public static Reason NotSignedIn { get; } = Define("not-signed-in", ReasonKind.Unauthenticated);

    /// <summary>Gets <c>subject-unresolved</c>. The signed-in principal does not name a subject: no issuer, no immutable id, or two that differ.</summary>
    public static Reason SubjectUnresolved { get; } = Define("subject-unresolved", ReasonKind.Forbidden);

    /// <summary>Gets <c>tenant-unresolved</c>. The signed-in principal does not name a tenant.</summary>
    public static Reason TenantUnresolved { get; } = Define("tenant-unresolved", ReasonKind.Forbidden);

    /// <summary>Gets <c>subject-not-canonical</c>. A tenant, issuer or subject id is empty, too long, not trimmed, not NFC or holds control characters.</summary>
    public static Reason SubjectNotCanonical { get; } = Define("subject-not-canonical", ReasonKind.Malformed);

    /// <summary>Gets <c>subject-is-group</c>. A group cannot be a subject: a grant belongs to one human or one workload.</summary>
    public static Reason SubjectIsGroup { get; } = Define("subject-is-group", ReasonKind.Forbidden);

    /// <summary>Gets <c>subject-inactive</c>. The directory says that the account may not be used.</summary>
    public static Reason SubjectInactive { get; } = Define("subject-inactive", ReasonKind.Forbidden);

    /// <summary>Gets <c>authentication-too-old</c>. A fresher sign-in is demanded.</summary>
    public static Reason AuthenticationTooOld { get; } = Define("authentication-too-old", ReasonKind.Unauthenticated);

    /// <summary>Gets <c>authentication-too-weak</c>. A stronger sign-in is demanded.</summary>
    public static Reason AuthenticationTooWeak { get; } = Define("authentication-too-weak", ReasonKind.Unauthenticated);

    /// <summary>Gets <c>route-unknown</c>. The HTTP API has no such route.</summary>
    public static Reason RouteUnknown { get; } = Define("route-unknown", ReasonKind.NotFound);

    /// <summary>Gets <c>method-not-allowed</c>. The route of the HTTP API does not take this method; <c>Allow</c> names those that it takes.</summary>
    public static Reason MethodNotAllowed { get; } = Define("method-not-allowed", ReasonKind.WrongMethod);

    /// <summary>Gets <c>malformed</c>. The input cannot be read: not JSON, or a value of the wrong type.</summary>
    public static Reason Malformed { get; } = Define("malformed", ReasonKind.Malformed);

    /// <summary>Gets <c>member-unknown</c>. A member that is not part of the contract.</summary>
    public static Reason MemberUnknown { get; } = Define("member-unknown", ReasonKind.Malformed);

    /// <summary>Gets <c>member-duplicate</c>. A member given twice.</summary>
    public static Reason MemberDuplicate { get; } = Define("member-duplicate", ReasonKind.Malformed);

    /// <summary>Gets <c>member-missing</c>. A required member is missing.</summary>
    public static Reason MemberMissing { get; } = Define("member-missing", ReasonKind.Malformed);

    /// <summary>Gets <c>member-server-only</c>. A member that only the server writes was sent by a client.</summary>
    public static Reason MemberServerOnly { get; } = Define("member-server-only", ReasonKind.Malformed);

    /// <summary>Gets <c>too-deep</c>. The document nests deeper than the limit.</summary>
    public static Reason TooDeep { get; } = Define("too-deep", ReasonKind.Malformed);

    /// <summary>Gets <c>value-invalid</c>. A value that is not in the form or range its member takes.</summary>
    public static Reason ValueInvalid { get; } = Define("value-invalid", ReasonKind.Malformed);

    /// <summary>Gets <c>text-invalid</c>. A text that is too long or holds control, bidirectional or unpaired characters.</summary>
    public static Reason TextInvalid { get; } = Define("text-invalid", ReasonKind.Malformed);

    /// <summary>Gets <c>duration-invalid</c>. A duration that is not hours, minutes and whole seconds, or not positive, or too long to be written.</summary>
    public static Reason DurationInvalid { get; } = Define("duration-invalid", ReasonKind.Malformed);

    /// <summary>Gets <c>permission-invalid</c>. A permission that is not in canonical form.</summary>
    public static Reason PermissionInvalid { get; } = Define("permission-invalid", ReasonKind.Malformed);

    /// <summary>Gets <c>resource-not-canonical</c>. A resource that is not in canonical form; it is refused, never folded.</summary>
    public static Reason ResourceNotCanonical { get; } = Define("resource-not-canonical", ReasonKind.Malformed);

    /// <summary>Gets <c>idempotency-key-invalid</c>. An idempotency key that is empty, too long, repeated or not printable ASCII.</summary>
    public static Reason IdempotencyKeyInvalid { get; } = Define("idempotency-key-invalid", ReasonKind.Malformed);

    /// <summary>Gets <c>https-required</c>. Plain HTTP is refused outside Development and loopback.</summary>
    public static Reason HttpsRequired { get; } = Define("https-required", ReasonKind.Malformed);

    /// <summary>Gets <c>cross-site</c>. A cookie caller's request comes from another site.</summary>
    public static Reason CrossSite { get; } = Define("cross-site", ReasonKind.Forbidden);

    /// <summary>Gets <c>body-too-large</c>. The body is larger than the limit.</summary>
    public static Reason BodyTooLarge { get; } = Define("body-too-large", ReasonKind.TooLarge);

    /// <summary>Gets <c>not-json</c>. The body is not <c>application/json</c>.</summary>
    public static Reason NotJson { get; } = Define("not-json", ReasonKind.WrongMediaType);

    /// <summary>Gets <c>not-found</c>. Unknown, of another tenant, or not the caller's to see.</summary>
    public static Reason NotFound { get; } = Define("not-found", ReasonKind.NotFound);

    /// <summary>Gets <c>policy-unknown</c>. No published policy has this name, or it is not the caller's to ask for.</summary>
    public static Reason PolicyUnknown { get; } = Define("policy-unknown", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>policy-gone</c>. The policy under which this was asked is no longer published.</summary>
    public static Reason PolicyGone { get; } = Define("policy-gone", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>policy-unreadable</c>. The stored policy cannot be read by this version.</summary>
    public static Reason PolicyUnreadable { get; } = Define("policy-unreadable", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>not-eligible</c>. The subject is not eligible for the policy.</summary>
    public static Reason NotEligible { get; } = Define("not-eligible", ReasonKind.Forbidden);

    /// <summary>Gets <c>principal-not-eligible</c>. The subject acts for somebody whom the policy does not let have it.</summary>
    public static Reason PrincipalNotEligible { get; } = Define("principal-not-eligible", ReasonKind.Forbidden);

    /// <summary>Gets <c>chain-too-long</c>. The caller acts for more subjects than can be judged.</summary>
    public static Reason ChainTooLong { get; } = Define("chain-too-long", ReasonKind.Forbidden);

    /// <summary>Gets <c>eligibility-lost</c>. The requester is no longer eligible for what was asked.</summary>
    public static Reason EligibilityLost { get; } = Define("eligibility-lost", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>condition-not-met</c>. A condition of the policy is not met.</summary>
    public static Reason ConditionNotMet { get; } = Define("condition-not-met", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>fact-missing</c>. A condition lacks its input: no source gave the fact.</summary>
    public static Reason FactMissing { get; } = Define("fact-missing", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>fact-source-failed</c>. A fact source threw or timed out; what it would have told counts as not satisfied.</summary>
    public static Reason FactSourceFailed { get; } = Define("fact-source-failed", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>facts-stale</c>. The claims presented at submission are older than they are good for.</summary>
    public static Reason FactsStale { get; } = Define("facts-stale", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>outside-window</c>. The moment lies outside the policy's time windows.</summary>
    public static Reason OutsideWindow { get; } = Define("outside-window", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>ticket-missing</c>. The policy demands a ticket.</summary>
    public static Reason TicketMissing { get; } = Define("ticket-missing", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>ticket-mismatch</c>. The ticket does not have the form that the policy demands.</summary>
    public static Reason TicketMismatch { get; } = Define("ticket-mismatch", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>justification-missing</c>. The policy demands a justification.</summary>
    public static Reason JustificationMissing { get; } = Define("justification-missing", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>justification-too-short</c>. The justification is shorter than the policy demands.</summary>
    public static Reason JustificationTooShort { get; } = Define("justification-too-short", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>duration-too-long</c>. The duration exceeds the policy's maximum.</summary>
    public static Reason DurationTooLong { get; } = Define("duration-too-long", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>duration-too-short</c>. The duration is below the policy's minimum.</summary>
    public static Reason DurationTooShort { get; } = Define("duration-too-short", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>start-not-allowed</c>. The policy does not let a start be set.</summary>
    public static Reason StartNotAllowed { get; } = Define("start-not-allowed", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>start-passed</c>. The start that was asked for is not in the future.</summary>
    public static Reason StartPassed { get; } = Define("start-passed", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>start-too-far</c>. The start that was asked for is further ahead than the policy allows.</summary>
    public static Reason StartTooFar { get; } = Define("start-too-far", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>start-not-due</c>. The grant is scheduled and begins by itself, later.</summary>
    public static Reason StartNotDue { get; } = Define("start-not-due", ReasonKind.Conflict);

    /// <summary>Gets <c>not-claimed</c>. The grant waits for its holder to claim it, and admits nothing before.</summary>
    public static Reason NotClaimed { get; } = Define("not-claimed", ReasonKind.Conflict);

    /// <summary>Gets <c>not-claimable</c>. There is no grant of the request that waits to be claimed: it is not approved, or has begun already.</summary>
    public static Reason NotClaimable { get; } = Define("not-claimable", ReasonKind.Conflict);

    /// <summary>Gets <c>not-extendable</c>. The policy has no extension, or the grant admits a counted number of operations.</summary>
    public static Reason NotExtendable { get; } = Define("not-extendable", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>local-time-skipped</c>. The clocks of the zone are put forward over this local time, so it does not exist.</summary>
    public static Reason LocalTimeSkipped { get; } = Define("local-time-skipped", ReasonKind.Malformed);

    /// <summary>Gets <c>local-time-ambiguous</c>. The clocks of the zone are put back over this local time, so it exists twice.</summary>
    public static Reason LocalTimeAmbiguous { get; } = Define("local-time-ambiguous", ReasonKind.Malformed);

    /// <summary>Gets <c>permission-not-covered</c>. The policy does not grant this permission.</summary>
    public static Reason PermissionNotCovered { get; } = Define("permission-not-covered", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>resource-not-covered</c>. The policy does not cover this resource.</summary>
    public static Reason ResourceNotCovered { get; } = Define("resource-not-covered", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>nothing-approves</c>. The policy has neither a stage nor an automatic approval left, so nothing can approve it.</summary>
    public static Reason NothingApproves { get; } = Define("nothing-approves", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>nobody-approves</c>. Fewer people than a stage needs could approve the request.</summary>
    public static Reason NobodyApproves { get; } = Define("nobody-approves", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>approval-missing</c>. The policy demands an approval by now that was not given.</summary>
    public static Reason ApprovalMissing { get; } = Define("approval-missing", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>not-approver</c>. The caller may not decide the stage that is open.</summary>
    public static Reason NotApprover { get; } = Define("not-approver", ReasonKind.Forbidden);

    /// <summary>Gets <c>self-approval</c>. Nobody decides on a request of their own, through whichever account.</summary>
    public static Reason SelfApproval { get; } = Define("self-approval", ReasonKind.Forbidden);

    /// <summary>Gets <c>already-voted</c>. The same human has voted on this request already.</summary>
    public static Reason AlreadyVoted { get; } = Define("already-voted", ReasonKind.Conflict);

    /// <summary>Gets <c>request-settled</c>. The request has been settled; a settled request never changes.</summary>
    public static Reason RequestSettled { get; } = Define("request-settled", ReasonKind.Conflict);

    /// <summary>Gets <c>request-lapsed</c>. The request's deadline has passed.</summary>
    public static Reason RequestLapsed { get; } = Define("request-lapsed", ReasonKind.Conflict);

    /// <summary>Gets <c>grant-ended</c>. The grant has ended; an ended grant never changes.</summary>
    public static Reason GrantEnded { get; } = Define("grant-ended", ReasonKind.Conflict);

    /// <summary>Gets <c>guardrail-denies</c>. A deny rule over all policies holds, or cannot be told not to.</summary>
    public static Reason GuardrailDenies { get; } = Define("guardrail-denies", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>review-owed</c>. The same human broke the glass before, and nobody has reviewed that yet.</summary>
    public static Reason ReviewOwed { get; } = Define("review-owed", ReasonKind.Conflict);

    /// <summary>Gets <c>review-not-due</c>. The grant has not ended, and what is yet to be done under it cannot be reviewed.</summary>
    public static Reason ReviewNotDue { get; } = Define("review-not-due", ReasonKind.Conflict);

    /// <summary>Gets <c>reviewed-already</c>. The grant has been reviewed.</summary>
    public static Reason ReviewedAlready { get; } = Define("reviewed-already", ReasonKind.Conflict);

    /// <summary>Gets <c>no-review-owed</c>. The glass was not broken for the grant.</summary>
    public static Reason NoReviewOwed { get; } = Define("no-review-owed", ReasonKind.Conflict);

    /// <summary>Gets <c>not-reviewer</c>. The caller may not review the grant.</summary>
    public static Reason NotReviewer { get; } = Define("not-reviewer", ReasonKind.Forbidden);

    /// <summary>Gets <c>narrowing-widens</c>. An approver may narrow, never widen.</summary>
    public static Reason NarrowingWidens { get; } = Define("narrowing-widens", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>narrowing-on-deny</c>. Only an approval can narrow.</summary>
    public static Reason NarrowingOnDeny { get; } = Define("narrowing-on-deny", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>delegation-to-self</c>. Nobody stands in for themselves, through whichever account.</summary>
    public static Reason DelegationToSelf { get; } = Define("delegation-to-self", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>delegation-circle</c>. Those who stand in for each other would lead back to who is away.</summary>
    public static Reason DelegationCircle { get; } = Define("delegation-circle", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>delegation-time-invalid</c>. A delegation begins now or later, ends after that, and is not too long.</summary>
    public static Reason DelegationTimeInvalid { get; } = Define("delegation-time-invalid", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>too-many-delegations</c>. There are as many delegations of one, to one, or of the tenant as the limit allows.</summary>
    public static Reason TooManyDelegations { get; } = Define("too-many-delegations", ReasonKind.OutsidePolicy);

    /// <summary>Gets <c>not-holder</c>. Only the holder can do this.</summary>
    public static Reason NotHolder { get; } = Define("not-holder", ReasonKind.Forbidden);

    /// <summary>Gets <c>not-requester</c>. Only the requester can do this.</summary>
    public static Reason NotRequester { get; } = Define("not-requester", ReasonKind.Forbidden);

    /// <summary>Gets <c>may-not-revoke</c>. The caller may not revoke this.</summary>
    public static Reason MayNotRevoke { get; } = Define("may-not-revoke", ReasonKind.Forbidden);

    /// <summary>Gets <c>may-not-publish</c>. The caller may not publish policies.</summary>
    public static Reason MayNotPublish { get; } = Define("may-not-publish", ReasonKind.Forbidden);

    /// <summary>Gets <c>may-not-operate</c>. The caller may not operate JitAccess itself.</summary>
    public static Reason MayNotOperate { get; } = Define("may-not-operate", ReasonKind.Forbidden);

    /// <summary>Gets <c>version-stale</c>. The caller decided on an older version of the document.</summary>
    public static Reason VersionStale { get; } = Define("version-stale", ReasonKind.Stale);

    /// <summary>Gets <c>link-invalid</c>. The one-shot link is none of the caller's for this request, or its time is over.</summary>
    public static Reason LinkInvalid { get; } = Define("link-invalid", ReasonKind.Forbidden);

    /// <summary>Gets <c>link-used</c>. A vote was cast with the one-shot link before.</summary>
    public static Reason LinkUsed { get; } = Define("link-used", ReasonKind.Conflict);

    /// <summary>Gets <c>link-stale</c>. The request asks for something else, or waits at another stage, than when the one-shot link was sent.</summary>
    public static Reason LinkStale { get; } = Define("link-stale", ReasonKind.Stale);

    /// <summary>Gets <c>idempotency-key-reused</c>. The idempotency key was used with another body.</summary>
    public static Reason IdempotencyKeyReused { get; } = Define("idempotency-key-reused", ReasonKind.Conflict);

    /// <summary>Gets <c>too-many-pending</c>. The subject has as many pending requests as the limit allows.</summary>
    public static Reason TooManyPending { get; } = Define("too-many-pending", ReasonKind.Limited);

    /// <summary>Gets <c>too-many-live</c>. The subject has as many live grants as the limit allows.</summary>
    public static Reason TooManyLive { get; } = Define("too-many-live", ReasonKind.Limited);

    /// <summary>Gets <c>too-many-requests</c>. The subject has made as many accepted requests and delegations in the last hour as the limit allows.</summary>
    public static Reason TooManyRequests { get; } = Define("too-many-requests", ReasonKind.Limited);

    /// <summary>Gets <c>too-many-refusals</c>. The subject has been refused as often in the last hour as the limit allows.</summary>
    public static Reason TooManyRefusals { get; } = Define("too-many-refusals", ReasonKind.Limited);

    /// <summary>Gets <c>allowance-used</c>. The subject would have more time within the policy's window than it allows.</summary>
    public static Reason AllowanceUsed { get; } = Define("allowance-used", ReasonKind.Limited);

    /// <summary>Gets <c>too-many-previews</c>. The subject has asked what would happen as often in the last hour as the limit allows.</summary>
    public static Reason TooManyPreviews { get; } = Define("too-many-previews", ReasonKind.Limited);

    /// <summary>Gets <c>cooling-down</c>. The same policy and resource were denied a moment ago.</summary>
    public static Reason CoolingDown { get; } = Define("cooling-down", ReasonKind.Limited);

    /// <summary>Gets <c>policy-set-conflict</c>. The same version of the policy set is published with another content.</summary>
    public static Reason PolicySetConflict { get; } = Define("policy-set-conflict", ReasonKind.Conflict);

    /// <summary>Gets <c>policy-set-outdated</c>. A greater version of the policy set is published already.</summary>
    public static Reason PolicySetOutdated { get; } = Define("policy-set-outdated", ReasonKind.Conflict);

    /// <summary>Gets <c>policy-name-taken</c>. Another policy set has a policy of this name.</summary>
    public static Reason PolicyNameTaken { get; } = Define("policy-name-taken", ReasonKind.Conflict);

    /// <summary>Gets <c>policy-invalid</c>. The policy document has errors.</summary>
    public static Reason PolicyInvalid { get; } = Define("policy-invalid", ReasonKind.Malformed);

    /// <summary>Gets <c>auto-approval-too-broad</c>. An automatic approval that does not say who, what and where.</summary>
    public static Reason AutoApprovalTooBroad { get; } = Define("auto-approval-too-broad", ReasonKind.Malformed);

    /// <summary>Gets <c>target-not-allowed</c>. A webhook's target is at an address that may not be posted to, or leads elsewhere.</summary>
    public static Reason TargetNotAllowed { get; } = Define("target-not-allowed", ReasonKind.Malformed);

    /// <summary>Gets <c>content-not-approved</c>. Two people publish, and no live grant of the caller names the very content.</summary>
    public static Reason ContentNotApproved { get; } = Define("content-not-approved", ReasonKind.Forbidden);

    /// <summary>Gets <c>second-person-missing</c>. Two people publish, and no other person approved the grant of this content.</summary>
    public static Reason SecondPersonMissing { get; } = Define("second-person-missing", ReasonKind.Forbidden);

    /// <summary>Gets <c>self-erasure</c>. Nobody erases their own personal text.</summary>
    public static Reason SelfErasure { get; } = Define("self-erasure", ReasonKind.Forbidden);

    /// <summary>Gets <c>key-unknown</c>. The key ring of this node holds no such key.</summary>
    public static Reason KeyUnknown { get; } = Define("key-unknown", ReasonKind.NotFound);

    /// <summary>Gets <c>key-current</c>. This node seals with that key already.</summary>
    public static Reason KeyCurrent { get; } = Define("key-current", ReasonKind.Conflict);

    /// <summary>Gets <c>key-ring-foreign</c>. The key ring is the application's own, or dies with the process: JitAccess changes no such ring.</summary>
    public static Reason KeyRingForeign { get; } = Define("key-ring-foreign", ReasonKind.Conflict);

    /// <summary>Gets <c>key-file-unusable</c>. The file of the key ring could not be read or written.</summary>
    public static Reason KeyFileUnusable { get; } = Define("key-file-unusable", ReasonKind.Unavailable);

    /// <summary>Gets <c>key-missing</c>. The store has entries and the key that authenticates them is not there.</summary>
    public static Reason KeyMissing { get; } = Define("key-missing", ReasonKind.Unavailable);

    /// <summary>Gets <c>key-mismatch</c>. The key does not authenticate what the store holds.</summary>
    public static Reason KeyMismatch { get; } = Define("key-mismatch", ReasonKind.Unavailable);

    /// <summary>Gets <c>journal-broken</c>. A journal entry or record does not verify.</summary>
    public static Reason JournalBroken { get; } = Define("journal-broken", ReasonKind.Unavailable);
}
