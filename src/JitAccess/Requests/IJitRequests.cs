namespace JitAccess;

/// <summary>The conversation: what may be asked for, asking, deciding, taking back.</summary>
/// <remarks>Every command either has done what it says when it returns, or throws and has done nothing. Thread-safe.</remarks>
public interface IJitRequests
{
    /// <summary>Lists the policies that a caller may ask for.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The policies, by name.</returns>
    ValueTask<IReadOnlyList<JitPolicyOffer>> ListPoliciesAsync(Caller caller, CancellationToken cancellationToken = default);

    /// <summary>Asks for access.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="ask">What for.</param>
    /// <param name="idempotency">Makes a repetition give the same answer; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request; an automatically approved one is approved already, and its grant is live on this node.</returns>
    /// <exception cref="JitRejectedException">It is refused; the explanation lists everything that stands in the way.</exception>
    ValueTask<JitRequest> SubmitAsync(Caller caller, JitAsk ask, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default);

    /// <summary>Says what would happen if access were asked for, and stores nothing.</summary>
    /// <param name="caller">Who would ask.</param>
    /// <param name="ask">What for.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What would happen, and who would be asked, as far as it can be told.</returns>
    /// <remarks>
    /// A refused one counts as a refused command. One that is answered counts by itself: each subject has as many an hour, on each node, as
    /// <see cref="JitLimits.RefusedCommandsPerHour"/> says.
    /// </remarks>
    /// <exception cref="JitRejectedException">It would be refused; the explanation lists everything that stands in the way.</exception>
    ValueTask<JitPreview> PreviewAsync(Caller caller, JitAsk ask, CancellationToken cancellationToken = default);

    /// <summary>Asks for more time while a grant lives, on what it covers, under what its policy says of extensions.</summary>
    /// <param name="caller">The holder.</param>
    /// <param name="grantId">The grant.</param>
    /// <param name="extension">What for.</param>
    /// <param name="idempotency">Makes a repetition give the same answer; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>
    /// The request, which lapses no later than the grant ends. Once it is approved, another grant is live beside the first and ends as much later as was asked, so that there is no gap;
    /// what works under the first goes on under it.
    /// </returns>
    /// <exception cref="JitRejectedException">It is refused; the explanation lists everything that stands in the way.</exception>
    ValueTask<JitRequest> ExtendAsync(
        Caller caller, string grantId, JitExtension extension, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default);

    /// <summary>Reads a request that the caller is a party to.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="id">The request.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request as it is now.</returns>
    /// <exception cref="JitRejectedException">There is none of this id that the caller is a party to.</exception>
    ValueTask<JitRequest> GetAsync(Caller caller, string id, CancellationToken cancellationToken = default);

    /// <summary>Lists the caller's requests and those that wait for the caller's vote, newest first.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A page.</returns>
    ValueTask<JitPage<JitRequest>> ListAsync(Caller caller, JitPageRequest page, CancellationToken cancellationToken = default);

    /// <summary>Approves or denies the open stage of a request.</summary>
    /// <param name="caller">Who votes.</param>
    /// <param name="id">The request.</param>
    /// <param name="vote">The vote.</param>
    /// <param name="idempotency">Makes a repetition give the same answer; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request after the vote; when it was the last one needed, the grant is live on this node.</returns>
    /// <exception cref="JitRejectedException">
    /// It is refused. A <see cref="JitVote.Link"/> is <see cref="Reason.LinkInvalid"/> where it is none of the caller's for this request, whatever is wrong with it;
    /// <see cref="Reason.LinkUsed"/> where a vote was cast with it, and <see cref="Reason.LinkStale"/> where the request asks for something else by now.
    /// </exception>
    ValueTask<JitRequest> VoteAsync(Caller caller, string id, JitVote vote, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default);

    /// <summary>Claims the grant of an approved request that waits for its holder: from now on its time runs.</summary>
    /// <param name="caller">The holder.</param>
    /// <param name="id">The request.</param>
    /// <param name="idempotency">Makes a repetition give the same answer; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request; its grant is live on this node.</returns>
    /// <remarks>A grant that begins at its first use can be claimed before that, too.</remarks>
    /// <exception cref="JitRejectedException">It is refused; the explanation lists everything that stands in the way, and the grant waits on until it can be claimed no longer.</exception>
    ValueTask<JitRequest> ActivateAsync(Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default);

    /// <summary>Takes a pending request of the caller's own back.</summary>
    /// <param name="caller">The requester.</param>
    /// <param name="id">The request.</param>
    /// <param name="idempotency">Makes a repetition give the same answer; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request, withdrawn.</returns>
    /// <exception cref="JitRejectedException">It is refused.</exception>
    ValueTask<JitRequest> WithdrawAsync(Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default);
}
