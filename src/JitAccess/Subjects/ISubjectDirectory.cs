namespace JitAccess;

/// <summary>Knows the subjects of an application: who is active, in which roles, with which attributes.</summary>
/// <remarks>
/// <para>Where the directory knows a subject, its answer replaces every role and attribute that the subject's claims presented. Where it fails,
/// they count as missing; nothing falls back to the claims.</para>
/// <para>Answers are cached for at most <c>DirectoryCacheFor</c>; failures never are. Implementations must be safe for concurrent use and should
/// observe the token: after the time that is allowed to a fact source, 2 seconds by default, nobody waits for the answer any more.</para>
/// </remarks>
public interface ISubjectDirectory
{
    /// <summary>Finds a subject.</summary>
    /// <param name="subject">Whom to find. Compare its tenant, issuer and id ordinally.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The entry of exactly this subject, or <see langword="null"/> when the directory does not know it. Throw when it cannot be told.</returns>
    ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken);
}
