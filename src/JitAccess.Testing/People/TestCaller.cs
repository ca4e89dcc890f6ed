using NodaTime;

namespace JitAccess.Testing;

/// <summary>Someone who issues commands in a test. Every command is the application's own: what is refused throws <see cref="JitRejectedException"/>.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class TestCaller
{
    private readonly IJitRequests _requests;
    private readonly IJitGrants _grants;
    private readonly IJitAccess _access;

    internal TestCaller(Caller caller, IJitRequests requests, IJitGrants grants, IJitAccess access)
    {
        Caller = caller;
        _requests = requests;
        _grants = grants;
        _access = access;
    }

    /// <summary>Gets who calls, for services that are called directly.</summary>
    public Caller Caller { get; }

    /// <summary>Asks for access.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="resource">The resource; <see langword="null"/> for everything that the policy covers.</param>
    /// <param name="minutes">For how many minutes.</param>
    /// <param name="justification">Why.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request; an automatically approved one has its <see cref="JitRequest.GrantId"/> already.</returns>
    public Task<JitRequest> RequestAsync(
        string policy, string? resource, int minutes, string? justification = null, string? ticket = null, CancellationToken cancellationToken = default) =>
        RequestAsync(
            new JitAsk(policy, Duration.FromMinutes(minutes))
            {
                Resource = resource is null ? null : Resource.Parse(resource),
                Justification = justification,
                Ticket = ticket,
            },
            cancellationToken: cancellationToken);

    /// <summary>Asks for access, in full.</summary>
    /// <param name="ask">What for.</param>
    /// <param name="idempotency">Makes a repetition give the same answer.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request.</returns>
    public Task<JitRequest> RequestAsync(JitAsk ask, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        _requests.SubmitAsync(Caller, ask, idempotency, cancellationToken).AsTask();

    /// <summary>Asks for more time while a grant lives.</summary>
    /// <param name="grant">The grant, of whatever age.</param>
    /// <param name="extension">What for.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request.</returns>
    public Task<JitRequest> ExtendAsync(JitGrant grant, JitExtension extension, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return _requests.ExtendAsync(Caller, grant.Id, extension, cancellationToken: cancellationToken).AsTask();
    }

    /// <summary>Reads a request as it is now.</summary>
    /// <param name="request">The request, of whatever age.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request.</returns>
    public Task<JitRequest> ReadAsync(JitRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _requests.GetAsync(Caller, request.Id, cancellationToken).AsTask();
    }

    /// <summary>Approves the open stage of a request.</summary>
    /// <param name="request">The request, of whatever age.</param>
    /// <param name="comment">Why.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request; when this was the last approval needed, its grant is live.</returns>
    public Task<JitRequest> ApproveAsync(JitRequest request, string? comment = null, CancellationToken cancellationToken = default) =>
        VoteAsync(request, new JitVote(VoteDecision.Approve) { Comment = comment }, cancellationToken);

    /// <summary>Denies the open stage of a request.</summary>
    /// <param name="request">The request, of whatever age.</param>
    /// <param name="comment">Why.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request.</returns>
    public Task<JitRequest> DenyAsync(JitRequest request, string? comment = null, CancellationToken cancellationToken = default) =>
        VoteAsync(request, new JitVote(VoteDecision.Deny) { Comment = comment }, cancellationToken);

    /// <summary>Votes, with all that a vote can say.</summary>
    /// <param name="request">The request, of whatever age.</param>
    /// <param name="vote">The vote.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request.</returns>
    public Task<JitRequest> VoteAsync(JitRequest request, JitVote vote, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _requests.VoteAsync(Caller, request.Id, vote, idempotency: null, cancellationToken).AsTask();
    }

    /// <summary>Takes a request back.</summary>
    /// <param name="request">The request, of whatever age.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request, withdrawn.</returns>
    public Task<JitRequest> WithdrawAsync(JitRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _requests.WithdrawAsync(Caller, request.Id, idempotency: null, cancellationToken).AsTask();
    }

    /// <summary>Claims the grant of an approved request that waits for its holder.</summary>
    /// <param name="request">The request, of whatever age.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request; its grant is live.</returns>
    public Task<JitRequest> ActivateAsync(JitRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _requests.ActivateAsync(Caller, request.Id, idempotency: null, cancellationToken).AsTask();
    }

    /// <summary>Gives the grant of an approved request back.</summary>
    /// <param name="request">The request, of whatever age.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The grant, released.</returns>
    public async Task<JitGrant> ReleaseAsync(JitRequest request, CancellationToken cancellationToken = default) =>
        await _grants.ReleaseAsync(Caller, await GrantIdOfAsync(request, cancellationToken).ConfigureAwait(false), idempotency: null, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Ends the grant of an approved request.</summary>
    /// <param name="request">The request, of whatever age.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The grant, revoked.</returns>
    public async Task<JitGrant> RevokeAsync(JitRequest request, string reason, CancellationToken cancellationToken = default) =>
        await _grants.RevokeAsync(Caller, await GrantIdOfAsync(request, cancellationToken).ConfigureAwait(false), reason, cancellationToken: cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Reviews the grant of a request under which the glass was broken.</summary>
    /// <param name="request">The request.</param>
    /// <param name="outcome">What was found.</param>
    /// <param name="comment">Why.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The grant with its review.</returns>
    public Task<JitGrant> ReviewAsync(JitRequest request, ReviewOutcome outcome, string comment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var grant = request.GrantId ?? throw new InvalidOperationException($"The request {request.Id} is {request.State} and has no grant.");
        return _grants.ReviewAsync(Caller, grant, new JitReview(outcome, comment), idempotency: null, cancellationToken).AsTask();
    }

    /// <summary>Admits one operation under a live grant, as the application does.</summary>
    /// <param name="permission">The permission.</param>
    /// <param name="resource">The concrete resource; <see langword="null"/> means the root.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The lease; dispose it when the operation is over.</returns>
    public Task<JitGrantLease> UseAsync(string permission, string? resource = null, CancellationToken cancellationToken = default) =>
        _access.UseAsync(Caller.Subject, permission, resource, cancellationToken).AsTask();

    private async Task<string> GrantIdOfAsync(JitRequest request, CancellationToken cancellationToken)
    {
        var current = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
        return current.GrantId
            ?? throw new InvalidOperationException($"The request {request.Id} is {current.State} and has no grant.");
    }
}
