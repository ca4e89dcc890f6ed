namespace JitAccess;

/// <summary>Asks and uses: whether a subject holds a live grant now, and admission of one operation under it.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IJitAccess
{
    /// <summary>Looks a subject up once, for any number of checks.</summary>
    /// <param name="subject">The subject.</param>
    /// <returns>A handle that never goes stale.</returns>
    SubjectHandle Resolve(Subject subject);

    /// <summary>Asks whether a subject holds a live grant for a permission on a resource, now. Pure, synchronous, allocates nothing.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="permission">The permission, such as <c>orders:refund</c>.</param>
    /// <param name="resource">The concrete resource, such as <c>orders/4711</c>; empty (or <see langword="null"/>) means the root. One that is not canonical is denied.</param>
    /// <returns>Allowed, denied with a reason, or needs a commit.</returns>
    GrantCheck Check(SubjectHandle subject, string permission, ReadOnlySpan<char> resource = default);

    /// <summary>Asks once about a subject that is looked up for it; <see cref="Resolve"/> it where more questions follow. Pure, synchronous, allocates nothing.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="permission">The permission.</param>
    /// <param name="resource">The concrete resource; empty (or <see langword="null"/>) means the root.</param>
    /// <returns>Allowed, denied with a reason, or needs a commit.</returns>
    GrantCheck Check(Subject subject, string permission, ReadOnlySpan<char> resource = default);

    /// <summary>
    /// Asks many questions about one subject, as of one moment: which of these buttons may it see. Pure, synchronous, allocates nothing.
    /// </summary>
    /// <param name="subject">The subject.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="answers">Where the answers are written, each at the place of its question: at least as long.</param>
    /// <exception cref="ArgumentException"><paramref name="answers"/> is shorter than <paramref name="questions"/>.</exception>
    void Check(SubjectHandle subject, ReadOnlySpan<JitQuestion> questions, Span<GrantCheck> answers);

    /// <summary>
    /// Asks like <see cref="Check(SubjectHandle, string, ReadOnlySpan{char})"/>, of a node that has read the journal up to a position: what was committed there or before is
    /// in the answer, on whichever node. Pure, synchronous, allocates nothing.
    /// </summary>
    /// <param name="subject">The subject.</param>
    /// <param name="permission">The permission.</param>
    /// <param name="resource">The concrete resource; empty (or <see langword="null"/>) means the root.</param>
    /// <param name="atLeast">The position, such as <see cref="Position"/> of the node that carried out a command, when it returned.</param>
    /// <returns>Denied with <see cref="Reason.NodeBehind"/> when this node has not come so far (see <see cref="CatchUpAsync"/>); otherwise the answer.</returns>
    GrantCheck Check(SubjectHandle subject, string permission, ReadOnlySpan<char> resource, long atLeast);

    /// <summary>Gets how far this node has read the journal: when a command returns, at least up to its own commit. 0 before the first reading.</summary>
    long Position { get; }

    /// <summary>Reads the journal now, unless this node has read it up to a position.</summary>
    /// <param name="atLeast">The position.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A task that ends when this node has come so far.</returns>
    /// <exception cref="JitRejectedException">The store is away, or does not hold so much (<see cref="Reason.NodeBehind"/>).</exception>
    ValueTask CatchUpAsync(long atLeast, CancellationToken cancellationToken = default);

    /// <summary>Admits one operation under a live grant, and takes a use of it where uses are counted or recorded.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="permission">The permission.</param>
    /// <param name="resource">The concrete resource; <see langword="null"/> means the root.</param>
    /// <param name="cancellationToken">Gives up waiting; a use that is being committed may still be taken, and is not given back.</param>
    /// <returns>The lease; dispose it when the operation is over.</returns>
    /// <exception cref="JitRejectedException">No live grant covers it, or this node cannot prove that it is fresh.</exception>
    ValueTask<JitGrantLease> UseAsync(Subject subject, string permission, string? resource, CancellationToken cancellationToken = default);
}
