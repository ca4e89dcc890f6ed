using JitAccess;

namespace BackOffice.Demo;

/// <summary>The directory of the demo: it alone says who there is, who has which role and who manages whom, whatever a cookie claims.</summary>
internal sealed class DemoDirectory(DemoPeople people) : IListingDirectory, IRelationDirectory, IChangingDirectory
{
    public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken) =>
        ValueTask.FromResult(people.Find(subject) is { } account ? EntryOf(account) : null);

    public ValueTask<IReadOnlyList<DirectoryEntry>> ListAsync(DirectoryQuery query, CancellationToken cancellationToken) => query switch
    {
        DirectoryQuery.WithRole { Role: var role } => ValueTask.FromResult<IReadOnlyList<DirectoryEntry>>(
            [.. people.All.Where(account => account.Role == role).Select(EntryOf).Take(query.Limit)]),
        _ => throw new NotSupportedException("The demo knows roles alone."),
    };

    public ValueTask<IReadOnlyList<Subject>> FindRelatedAsync(RelationQuery query, CancellationToken cancellationToken) => query switch
    {
        RelationQuery.ManagersOf { Subject: var subject } => ValueTask.FromResult<IReadOnlyList<Subject>>(
            people.FindHuman(people.Find(subject)?.Manager) is { } manager ? [manager.Subject] : []),
        _ => throw new NotSupportedException("Nobody owns anything in the demo."),
    };

    public IAsyncEnumerable<Subject> WatchAsync(CancellationToken cancellationToken) => people.Changed.ReadAllAsync(cancellationToken);

    private static DirectoryEntry EntryOf(DemoAccount account) =>
        new(account.Subject) { Roles = account.Role is { } role ? [role] : [], DisplayName = account.DisplayName };
}
