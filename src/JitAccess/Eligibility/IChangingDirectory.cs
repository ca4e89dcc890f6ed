namespace JitAccess;

/// <summary>A directory that says when something about a subject has changed, so that nobody has to wait for the next minute.</summary>
/// <remarks>A signal makes the next look sooner; losing every one costs a minute, never safety. Implementations must be safe for concurrent use.</remarks>
public interface IChangingDirectory : ISubjectDirectory
{
    /// <summary>Tells of subjects about whom something has changed, from now on.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The subjects, as they change. When it ends or throws, it is begun again after a while.</returns>
    IAsyncEnumerable<Subject> WatchAsync(CancellationToken cancellationToken);
}
