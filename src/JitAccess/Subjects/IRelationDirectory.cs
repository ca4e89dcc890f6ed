namespace JitAccess;

/// <summary>A directory that can also say who stands in a relation to what is asked for: who manages a subject, who owns a resource.</summary>
/// <remarks>
/// <para>Where the registered <see cref="ISubjectDirectory"/> is one, stages can be approved by relation (<see cref="Related"/>). Without one, or while
/// it fails, nobody satisfies such a condition, and nobody satisfies its negation.</para>
/// <para>Answers are not cached. Implementations must be safe for concurrent use and should observe the token: after the time that is allowed to a
/// fact source, 2 seconds by default, nobody waits for the answer any more.</para>
/// </remarks>
public interface IRelationDirectory : ISubjectDirectory
{
    /// <summary>Finds those who stand in a relation.</summary>
    /// <param name="query">In which relation, to what.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>
    /// The subjects, at most 500, all of the tenant that the query is about; none when there is nobody. Throw when it cannot be told, or when the
    /// query is not known.
    /// </returns>
    ValueTask<IReadOnlyList<Subject>> FindRelatedAsync(RelationQuery query, CancellationToken cancellationToken);
}
