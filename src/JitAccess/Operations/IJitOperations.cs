namespace JitAccess;

/// <summary>What those who operate an application do to JitAccess itself, each by right and under a live grant.</summary>
/// <remarks>
/// The right is <see cref="JitAdministration.MayOperate"/>; the grant is given by a policy like any other. What the store refuses, or a missing right or
/// grant, is a <see cref="JitRejectedException"/>. Thread-safe.
/// </remarks>
public interface IJitOperations
{
    /// <summary>Lists the entries that a follower has set aside, those first that were set aside last.</summary>
    /// <param name="caller">One who may operate; no grant is needed to look.</param>
    /// <param name="follower">The name of the follower.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The entries that wait.</returns>
    /// <exception cref="JitRejectedException">The caller may not operate, or the store is away.</exception>
    ValueTask<JitPage<JitSetAsideEntry>> ListSetAsideAsync(
        Caller caller, string follower, JitPageRequest page, CancellationToken cancellationToken = default);

    /// <summary>
    /// Forgets an entry that a follower cannot take: it is not tried again. The entry stays in the journal; what is written down beside it is who gave it up
    /// for this follower, and why.
    /// </summary>
    /// <param name="caller">
    /// One who may operate, and who holds a live grant of <see cref="JitPermissions.Forget"/> on <c>followers/{name of the follower}</c>.
    /// </param>
    /// <param name="follower">The name of the follower.</param>
    /// <param name="position">The position of the entry.</param>
    /// <param name="reason">Why, 1 to 2000 characters; personal text that can be erased.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>A task that ends when it is forgotten.</returns>
    /// <exception cref="JitRejectedException">It is refused, or no such entry waits (<see cref="Reason.NotFound"/>).</exception>
    ValueTask ForgetEntryAsync(Caller caller, string follower, long position, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adopts a store that was restored from a backup, or that took over with a part of its last commits missing: begins an epoch, which ends every grant of
    /// every tenant that was live before, on every node. Nodes that refused the store then begin anew with it, without a restart.
    /// </summary>
    /// <remarks>
    /// It runs on a node that does not refuse: one that is started on the restored store without its node file, where nobody else can reach it. If it fails
    /// half-way, no node lets anybody in on what was live before; call it again to have every end written down.
    /// </remarks>
    /// <param name="caller">One who may operate, and who holds a live grant of <see cref="JitPermissions.Adopt"/> on <c>store</c>; that ends too.</param>
    /// <param name="reason">Why, 1 to 2000 characters; personal text that can be erased.</param>
    /// <param name="cancellationToken">Gives up before the commit; once the epoch has begun, what was live is ended.</param>
    /// <returns>How many grants have ended.</returns>
    /// <exception cref="JitRejectedException">
    /// It is refused; or every grant whose record can be read was ended, and the records of others do not verify (<see cref="Reason.JournalBroken"/>).
    /// </exception>
    ValueTask<int> AdoptStoreAsync(Caller caller, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Erases the personal texts of one subject: what it wrote (why it asked, comments), its names and addresses. Hashes and everything else stay, and prove
    /// nothing about the texts any more. What is written later is kept until it is erased, too.
    /// </summary>
    /// <remarks>
    /// The order is in the journal before anything is erased, and how many texts were afterwards. If it fails half-way, call it again: a repetition erases what is
    /// left. What a pending request or a live grant of the subject rests on, such as the address that its session presented, is missing from then on.
    /// </remarks>
    /// <param name="caller">
    /// One who may operate, who is not that subject through whichever account, and who holds a live grant of <see cref="JitPermissions.Erase"/> on
    /// <see cref="JitPermissions.ErasureOf"/> the subject.
    /// </param>
    /// <param name="subject">Whose texts, of whichever tenant.</param>
    /// <param name="reason">Why, 1 to 2000 characters; personal text of the caller.</param>
    /// <param name="cancellationToken">Gives up before the order is committed.</param>
    /// <returns>How many texts are gone.</returns>
    /// <exception cref="JitRejectedException">
    /// It is refused; or the store is away, and then the order may stand without its effect (<see cref="ReasonKind.Unavailable"/>).
    /// </exception>
    ValueTask<int> ErasePersonalTextAsync(Caller caller, Subject subject, string reason, CancellationToken cancellationToken = default);

    /// <summary>Adds a new key to the key file of this node. It seals nothing until <see cref="RotateKeyAsync"/> says so: first every node has to hold it.</summary>
    /// <param name="caller">One who may operate, and who holds a live grant of <see cref="JitPermissions.RotateKeys"/> on <c>keys</c>.</param>
    /// <param name="reason">Why, 1 to 2000 characters; personal text that can be erased.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>The id of the key.</returns>
    /// <exception cref="JitRejectedException">
    /// It is refused; the ring is no key file (<see cref="Reason.KeyRingForeign"/>); or the file cannot be changed (<see cref="Reason.KeyFileUnusable"/>).
    /// </exception>
    ValueTask<string> AddKeyAsync(Caller caller, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets this node seal with another key of its key file from now on, and every node that reads the same file, within
    /// <see cref="JitAccessOptions.RereadKeysEvery"/>. Earlier keys stay: what they sealed verifies.
    /// </summary>
    /// <param name="caller">One who may operate, and who holds a live grant of <see cref="JitPermissions.RotateKeys"/> on <c>keys</c>.</param>
    /// <param name="keyId">The id of a key that every node holds; one that does not denies everything from then on, until it is restarted with it.</param>
    /// <param name="reason">Why, 1 to 2000 characters; personal text that can be erased.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>A task that ends when this node seals with it.</returns>
    /// <exception cref="JitRejectedException">
    /// It is refused; this node does not hold the key (<see cref="Reason.KeyUnknown"/>), or seals with it already (<see cref="Reason.KeyCurrent"/>); the ring is no
    /// key file (<see cref="Reason.KeyRingForeign"/>); or the file cannot be changed (<see cref="Reason.KeyFileUnusable"/>).
    /// </exception>
    ValueTask RotateKeyAsync(Caller caller, string keyId, string reason, CancellationToken cancellationToken = default);
}
