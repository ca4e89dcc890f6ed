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
    /// <param name="resource">The concrete resource, such as <c>orders/4711</c>; <see langword="null"/> means the root. One that is not canonical is denied.</param>
    /// <returns>Allowed, denied with a reason, or needs a commit.</returns>
    GrantCheck Check(SubjectHandle subject, string permission, string? resource = null);

    /// <summary>Admits one operation under a live grant, and takes a use of it where uses are counted or recorded.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="permission">The permission.</param>
    /// <param name="resource">The concrete resource; <see langword="null"/> means the root.</param>
    /// <param name="cancellationToken">Gives up waiting; a use that is being committed may still be taken, and is not given back.</param>
    /// <returns>The lease; dispose it when the operation is over.</returns>
    /// <exception cref="JitRejectedException">No live grant covers it, or this node cannot prove that it is fresh.</exception>
    ValueTask<JitGrantLease> UseAsync(Subject subject, string permission, string? resource, CancellationToken cancellationToken = default);
}
