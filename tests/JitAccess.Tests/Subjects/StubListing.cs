namespace JitAccess.Tests.Subjects;

/// <summary>A directory of some accounts that lists as a test lets it, and keeps what it was asked.</summary>
internal sealed class StubListing(params IReadOnlyList<DirectoryEntry> entries) : IListingDirectory
{
    /// <summary>What it was asked to list.</summary>
    public List<DirectoryQuery> Queries { get; } = [];

    public Func<DirectoryQuery, CancellationToken, ValueTask<IReadOnlyList<DirectoryEntry>>>? List { get; init; }

    public bool FailsToFind { get; init; }

    public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken) => FailsToFind
        ? throw new InvalidOperationException("away")
        : ValueTask.FromResult(entries.FirstOrDefault(entry => entry.Subject.Equals(subject)));

    public ValueTask<IReadOnlyList<DirectoryEntry>> ListAsync(DirectoryQuery query, CancellationToken cancellationToken)
    {
        lock (Queries)
        {
            Queries.Add(query);
        }

        return List is { } list ? list(query, cancellationToken) : ValueTask.FromResult<IReadOnlyList<DirectoryEntry>>([.. entries.Where(entry => Has(entry, query)).Take(query.Limit)]);
    }

    private static bool Has(DirectoryEntry entry, DirectoryQuery query) => entry.Subject.Tenant == query.Tenant && query switch
    {
        DirectoryQuery.WithRole role => entry.Roles.Contains(role.Role),
        DirectoryQuery.WithAttribute attribute => entry.Attributes.TryGetValue(attribute.Name, out var values) && values.Contains(attribute.Value),
        _ => throw new NotSupportedException(query.GetType().Name),
    };
}
