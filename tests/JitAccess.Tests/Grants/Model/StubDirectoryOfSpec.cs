using JitAccess.Spec;
using JitAccess.Tests.Deciding.Model;

namespace JitAccess.Tests.Grants.Model;

/// <summary>The specification's directory behind the library's interface.</summary>
internal sealed class StubDirectoryOfSpec(SpecDirectory directory, IEnumerable<SpecAccount> accounts) : ISubjectDirectory
{
    private readonly Dictionary<Subject, SpecAccount> _accounts = accounts.ToDictionary(ToCore.Subject);

    public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken) =>
        directory.Fails ? throw new InvalidOperationException("The directory is away.")
        : ValueTask.FromResult(_accounts.TryGetValue(subject, out var account) ? ToCore.Entry(directory, account) : null);
}
