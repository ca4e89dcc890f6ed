using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace JitAccess.Testing;

/// <summary>The people and workloads of a test, by name: a directory that can be changed while the application runs.</summary>
/// <remarks>Each has the subject (<see cref="Issuer"/>, name) in the default tenant unless it was added with another. Thread-safe.</remarks>
public sealed partial class TestPeople : IListingDirectory, IRelationDirectory
{
    /// <summary>The issuer of everyone who was not added with a subject of their own.</summary>
    public const string Issuer = "https://people.test";

    private readonly ConcurrentDictionary<string, Subject> _subjects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Subject, DirectoryEntry> _entries = new();

    /// <summary>Gets or sets a value indicating whether the directory is away: every look-up fails. <value>The default is <see langword="false"/>.</value></summary>
    public bool IsAway { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the directory lists who there is; one that does not plays a directory that is no
    /// <see cref="IListingDirectory"/>. <value>The default is <see langword="true"/>.</value>
    /// </summary>
    public bool CanList { get; set; } = true;

    /// <summary>Adds a person.</summary>
    /// <param name="name">The name by which the test calls the person; also the subject's id.</param>
    /// <param name="roles">The roles.</param>
    /// <returns>The people.</returns>
    public TestPeople Person(string name, params ReadOnlySpan<string> roles) =>
        Add(name, new DirectoryEntry(Subject.Human(Issuer, name)) { Roles = [.. roles], DisplayName = name });

    /// <summary>Adds a service, job or agent.</summary>
    /// <param name="name">The name by which the test calls it; also the subject's id.</param>
    /// <param name="roles">The roles.</param>
    /// <returns>The people.</returns>
    public TestPeople Workload(string name, params ReadOnlySpan<string> roles) =>
        Add(name, new DirectoryEntry(Subject.Workload(Issuer, name)) { Roles = [.. roles] });

    /// <summary>Adds a further account of a person: for separation of duties the two are one human.</summary>
    /// <param name="name">The name of the further account.</param>
    /// <param name="of">The name of the person, added before.</param>
    /// <param name="roles">The roles of the further account.</param>
    /// <returns>The people.</returns>
    public TestPeople Account(string name, string of, params ReadOnlySpan<string> roles)
    {
        Change(of, entry => entry with { PersonId = of });
        return Add(name, new DirectoryEntry(Subject.Human(Issuer, name)) { Roles = [.. roles], DisplayName = name, PersonId = of });
    }

    /// <summary>Adds anyone, with any subject and any entry: a group, a subject of another tenant or issuer.</summary>
    /// <param name="name">The name by which the test calls the subject.</param>
    /// <param name="entry">What the directory says.</param>
    /// <returns>The people.</returns>
    public TestPeople Add(string name, DirectoryEntry entry)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(entry);
        _subjects[name] = entry.Subject;
        _entries[entry.Subject] = entry;
        return this;
    }

    /// <summary>Gives someone other roles.</summary>
    /// <param name="name">The name.</param>
    /// <param name="roles">All the roles from now on.</param>
    /// <returns>The people.</returns>
    public TestPeople SetRoles(string name, params ReadOnlySpan<string> roles)
    {
        ImmutableArray<string> all = [.. roles];
        return Change(name, entry => entry with { Roles = all });
    }

    /// <summary>Gives someone an attribute, in place of any before.</summary>
    /// <param name="name">The name.</param>
    /// <param name="attribute">The attribute, such as <c>department</c>.</param>
    /// <param name="values">Its values.</param>
    /// <returns>The people.</returns>
    public TestPeople SetAttribute(string name, string attribute, params ReadOnlySpan<string> values)
    {
        ImmutableArray<string> all = [.. values];
        return Change(name, entry => entry with { Attributes = entry.Attributes.SetItem(attribute, all) });
    }

    /// <summary>Disables someone's account: from now on it is eligible for nothing.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The people.</returns>
    public TestPeople Disable(string name) => Change(name, entry => entry with { IsActive = false });

    /// <summary>Enables someone's account again.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The people.</returns>
    public TestPeople Enable(string name) => Change(name, entry => entry with { IsActive = true });

    /// <summary>Removes someone from the directory, which then knows nothing of the subject. The test can go on calling it by name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The people.</returns>
    public TestPeople Remove(string name)
    {
        _entries.TryRemove(SubjectOf(name), out _);
        return this;
    }

    /// <summary>Gets the subject of someone who was added, even if removed since.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The subject.</returns>
    /// <exception cref="ArgumentException">Nobody of this name was added.</exception>
    public Subject SubjectOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _subjects.TryGetValue(name, out var subject)
            ? subject
            : throw new ArgumentException($"Nobody named \"{name}\" was added; there are: {string.Join(", ", _subjects.Keys.Order(StringComparer.Ordinal))}.", nameof(name));
    }

    /// <summary>The name of a subject, for messages.</summary>
    internal string NameOf(Subject subject) =>
        _subjects.FirstOrDefault(item => item.Value.Equals(subject)).Key ?? subject.ToString();

    private TestPeople Change(string name, Func<DirectoryEntry, DirectoryEntry> change)
    {
        _entries[SubjectOf(name)] = _entries.TryGetValue(SubjectOf(name), out var entry)
            ? change(entry)
            : throw new ArgumentException($"\"{name}\" was removed from the directory; add the account again first.", nameof(name));
        return this;
    }
}
