using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.Tests.Scenarios;

/// <summary>The people of the test, behind a directory that cannot tell of one of them.</summary>
internal sealed class PartlyAwayDirectory : ISubjectDirectory
{
    private ISubjectDirectory? _people;

    public Subject? AwayFor { get; set; }

    public PartlyAwayDirectory Over(IServiceProvider services)
    {
        _people = services.GetRequiredService<TestPeople>();
        return this;
    }

    public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken) =>
        subject.Equals(AwayFor) ? throw new InvalidOperationException("The test says so.") : _people!.FindAsync(subject, cancellationToken);
}
