namespace JitAccess;

/// <summary>Where answers of the directory are kept for a while. At most one look-up per subject runs at a time; a failure is not kept.</summary>
internal abstract class DirectoryCache
{
    /// <summary>Gives the kept answer, or asks and keeps it for a while.</summary>
    public abstract ValueTask<DirectoryAnswer> GetOrAskAsync(
        Subject subject, Func<CancellationToken, Task<DirectoryAnswer>> ask, TimeSpan keepFor, CancellationToken cancellationToken);

    /// <summary>Forgets what is kept about a subject.</summary>
    public abstract ValueTask ForgetAsync(Subject subject, CancellationToken cancellationToken);
}
