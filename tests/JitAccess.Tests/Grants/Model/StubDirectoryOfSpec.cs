using JitAccess.Spec;
using JitAccess.Tests.Deciding.Model;

namespace JitAccess.Tests.Grants.Model;

/// <summary>The specification's directory behind the library's interface.</summary>
internal sealed class StubDirectoryOfSpec(SpecDirectory directory, IEnumerable<SpecAccount> accounts) : IListingDirectory, IRelationDirectory
{
    private readonly Dictionary<Subject, SpecAccount> _accounts = accounts.ToDictionary(ToCore.Subject);

    public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken) =>
        directory.Fails ? throw new InvalidOperationException("The directory is away.")
        : ValueTask.FromResult(_accounts.TryGetValue(subject, out var account) ? ToCore.Entry(directory, account) : null);

    public ValueTask<IReadOnlyList<DirectoryEntry>> ListAsync(DirectoryQuery query, CancellationToken cancellationToken) =>
        directory.Fails || !directory.Lists ? throw new InvalidOperationException("The directory is away, or does not list.")
        : ValueTask.FromResult<IReadOnlyList<DirectoryEntry>>([.. _accounts.Values
            .Select(account => ToCore.Entry(directory, account))
            .OfType<DirectoryEntry>()
            .Where(entry => entry.Subject.Tenant == query.Tenant && Has(entry, query))]);

    public ValueTask<IReadOnlyList<Subject>> FindRelatedAsync(RelationQuery query, CancellationToken cancellationToken) => query switch
    {
        _ when directory.Fails || !directory.Relates => throw new InvalidOperationException("The directory is away, or knows no relations."),
        RelationQuery.ManagersOf of => Answer(_accounts.TryGetValue(of.Subject, out var managed) ? directory.Managers.GetValueOrDefault(managed, []) : []),
        RelationQuery.OwnersOf of => Answer(
            from pair in directory.Owners
            where ToCore.Resource(pair.Key).Equals(of.Resource)
            from owner in pair.Value
            where owner.Tenant == of.Tenant.Id
            select owner),
        _ => throw new NotSupportedException(),
    };

    private static ValueTask<IReadOnlyList<Subject>> Answer(IEnumerable<SpecAccount> related) =>
        ValueTask.FromResult<IReadOnlyList<Subject>>(ToCore.Subjects(related));

    private static bool Has(DirectoryEntry entry, DirectoryQuery query) => query switch
    {
        DirectoryQuery.WithRole role => entry.Roles.Contains(role.Role),
        DirectoryQuery.WithAttribute attribute => entry.Attributes.TryGetValue(attribute.Name, out var values) && values.Contains(attribute.Value),
        _ => throw new NotSupportedException(),
    };
}
