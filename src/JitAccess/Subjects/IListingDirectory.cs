namespace JitAccess;

/// <summary>A directory that can also say who there is: everybody who has a role, or a value of an attribute.</summary>
/// <remarks>
/// <para>Where the registered <see cref="ISubjectDirectory"/> is one, a request that nobody could approve is refused when it is submitted, and
/// whoever asks can be told beforehand who would be asked.</para>
/// <para>By listing, a directory answers for everybody: whoever it does not list counts as nobody who could approve, even if the claims of a
/// session would say otherwise. A directory that knows some of the people only must not implement this.</para>
/// <para>Answers are not cached. One that throws, or does not come within the time that is allowed to a fact source, 2 seconds by default, is as
/// if the directory could not list. Implementations must be safe for concurrent use and should observe the token.</para>
/// </remarks>
public interface IListingDirectory : ISubjectDirectory
{
    /// <summary>Lists accounts.</summary>
    /// <param name="query">Whom to list. Groups and accounts that may not be used may be left out.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>
    /// Everybody whom the query describes, each once, in any order, with the whole of what <see cref="ISubjectDirectory.FindAsync"/> says of
    /// them; at most <see cref="DirectoryQuery.Limit"/> entries. Throw when it cannot be told, or when the query is not known.
    /// </returns>
    ValueTask<IReadOnlyList<DirectoryEntry>> ListAsync(DirectoryQuery query, CancellationToken cancellationToken);
}
