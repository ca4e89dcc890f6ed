using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace JitAccess.Testing;

// What the people answer as a directory.
public sealed partial class TestPeople
{
    private readonly ConcurrentDictionary<Subject, ImmutableArray<Subject>> _managers = new();
    private readonly ConcurrentDictionary<Resource, ImmutableArray<Subject>> _owners = new();

    /// <summary>Says who manages someone, in place of who did before.</summary>
    /// <param name="name">The name of who is managed.</param>
    /// <param name="managers">The names of the managers, added before.</param>
    /// <returns>The people.</returns>
    public TestPeople SetManagers(string name, params ReadOnlySpan<string> managers)
    {
        _managers[SubjectOf(name)] = SubjectsOf(managers);
        return this;
    }

    /// <summary>Says who owns a resource, in place of who did before. Exactly this one: who owns what lies under it is said apart.</summary>
    /// <param name="resource">The resource, such as <c>orders/1</c> or <c>orders/*</c>.</param>
    /// <param name="owners">The names of the owners, added before.</param>
    /// <returns>The people.</returns>
    public TestPeople SetOwners(string resource, params ReadOnlySpan<string> owners)
    {
        _owners[Resource.Parse(resource)] = SubjectsOf(owners);
        return this;
    }

    /// <inheritdoc/>
    ValueTask<DirectoryEntry?> ISubjectDirectory.FindAsync(Subject subject, CancellationToken cancellationToken) => IsAway
        ? throw new InvalidOperationException("The test says that the directory is away.")
        : new(_entries.GetValueOrDefault(subject));

    /// <inheritdoc/>
    ValueTask<IReadOnlyList<DirectoryEntry>> IListingDirectory.ListAsync(DirectoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return IsAway || !CanList
            ? throw new InvalidOperationException("The test says that the directory is away, or does not list.")
            : new([.. _entries.Values.Where(entry => entry.Subject.Tenant == query.Tenant && Has(entry, query)).Take(query.Limit)]);
    }

    /// <inheritdoc/>
    ValueTask<IReadOnlyList<Subject>> IRelationDirectory.FindRelatedAsync(RelationQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return IsAway
            ? throw new InvalidOperationException("The test says that the directory is away.")
            : new(query switch
            {
                RelationQuery.ManagersOf { Subject: var subject } => _managers.GetValueOrDefault(subject, []),
                RelationQuery.OwnersOf { Resource: var resource } => [.. _owners.GetValueOrDefault(resource, []).Where(owner => owner.Tenant == query.Tenant)],
                _ => throw new NotSupportedException($"The people of a test cannot be asked for {query.GetType().Name}."),
            });
    }

    private static bool Has(DirectoryEntry entry, DirectoryQuery query) => query switch
    {
        DirectoryQuery.WithRole { Role: var role } => entry.Roles.Contains(role, StringComparer.Ordinal),
        DirectoryQuery.WithAttribute { Name: var name, Value: var value } =>
            entry.Attributes.TryGetValue(name, out var values) && values.Contains(value, StringComparer.Ordinal),
        _ => throw new NotSupportedException($"The people of a test cannot be asked for {query.GetType().Name}."),
    };

    private ImmutableArray<Subject> SubjectsOf(ReadOnlySpan<string> names)
    {
        var subjects = ImmutableArray.CreateBuilder<Subject>(names.Length);
        foreach (var name in names)
        {
            subjects.Add(SubjectOf(name));
        }

        return subjects.MoveToImmutable();
    }
}
