namespace JitAccess;

/// <summary>Grants as their parties see them, and their end.</summary>
/// <remarks>
/// Every command either has done what it says when it returns, or throws and has done nothing; only a mass revocation that cannot end all ends what it
/// can and then throws. A grant whose last use was taken can be released and revoked until its end, once: it stays used up, and what that use admitted
/// is cut off. Thread-safe.
/// </remarks>
public interface IJitGrants
{
    /// <summary>Reads a grant that the caller is a party to.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="id">The grant.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The grant as it is now.</returns>
    /// <exception cref="JitRejectedException">There is none of this id that the caller is a party to.</exception>
    ValueTask<JitGrant> GetAsync(Caller caller, string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the grants whose review waits for the caller, then those that the caller holds or held and those the caller approved, each newest first;
    /// for an auditor, all of the tenant.
    /// </summary>
    /// <param name="caller">The caller.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A page.</returns>
    ValueTask<JitPage<JitGrant>> ListAsync(Caller caller, JitPageRequest page, CancellationToken cancellationToken = default);

    /// <summary>Gives a grant of the caller's own back.</summary>
    /// <param name="caller">The holder.</param>
    /// <param name="id">The grant.</param>
    /// <param name="idempotency">Makes a repetition give the same answer; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The grant, released, or used up and cut off; from now on this node denies.</returns>
    /// <exception cref="JitRejectedException">It is refused.</exception>
    ValueTask<JitGrant> ReleaseAsync(Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a grant.</summary>
    /// <param name="caller">One who approved it, or whom the application lets revoke.</param>
    /// <param name="id">The grant.</param>
    /// <param name="reason">Why, 1 to 2000 characters; personal text.</param>
    /// <param name="idempotency">Makes a repetition give the same answer; <see langword="null"/> for none.</param>
    /// <param name="wait">Which nodes shall deny when the answer comes. <value>The default is <see cref="RevocationWait.ThisNode"/>.</value></param>
    /// <param name="cancellationToken">Gives up waiting; what was committed stays so.</param>
    /// <returns>The grant, revoked, or used up and cut off; from now on the nodes that were waited for deny.</returns>
    /// <exception cref="JitRejectedException">It is refused.</exception>
    ValueTask<JitGrant> RevokeAsync(
        Caller caller,
        string id,
        string reason,
        IdempotencyKey? idempotency = null,
        RevocationWait wait = RevocationWait.ThisNode,
        CancellationToken cancellationToken = default);

    /// <summary>Ends every grant that a selector picks and somebody works under, up to 200 in a commit; nothing that is being approved meanwhile slips through.</summary>
    /// <param name="caller">One whom the application lets revoke.</param>
    /// <param name="selector">Which grants of the caller's tenant.</param>
    /// <param name="reason">Why, 1 to 2000 characters; personal text.</param>
    /// <param name="wait">Which nodes shall deny when the answer comes. <value>The default is <see cref="RevocationWait.ThisNode"/>.</value></param>
    /// <param name="cancellationToken">Gives up waiting; what was committed stays so.</param>
    /// <returns>How many grants were ended or cut off.</returns>
    /// <exception cref="JitRejectedException">
    /// It is refused; or all others were ended, and some are left that do not verify (<see cref="Reason.JournalBroken"/>).
    /// </exception>
    ValueTask<int> RevokeAllAsync(
        Caller caller, RevocationSelector selector, string reason, RevocationWait wait = RevocationWait.ThisNode, CancellationToken cancellationToken = default);

    /// <summary>Reviews a grant under which the glass was broken, once it has ended. From then on its holder can break the glass again.</summary>
    /// <param name="caller">One whom the policy lets review, and who is another human than the holder.</param>
    /// <param name="id">The grant.</param>
    /// <param name="review">What was found, and why.</param>
    /// <param name="idempotency">Makes a repetition give the same answer; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The grant with its review.</returns>
    /// <exception cref="JitRejectedException">It is refused.</exception>
    ValueTask<JitGrant> ReviewAsync(
        Caller caller, string id, JitReview review, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default);

    /// <summary>Explains a check of the caller's own: by which grant it is allowed, or what is missing and which policies could be asked for.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="permission">The permission.</param>
    /// <param name="resource">The concrete resource; <see langword="null"/> means the root.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The explanation of the check.</returns>
    ValueTask<JitCheckExplanation> ExplainAsync(Caller caller, string permission, string? resource, CancellationToken cancellationToken = default);
}
