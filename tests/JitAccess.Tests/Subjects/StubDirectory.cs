namespace JitAccess.Tests.Subjects;

/// <summary>A directory that answers with what a test sets, and counts.</summary>
internal sealed class StubDirectory : ISubjectDirectory
{
    private int _calls;

    public int Calls => _calls;

    public Func<Subject, CancellationToken, ValueTask<DirectoryEntry?>> Answer { get; set; } =
        static (subject, _) => ValueTask.FromResult<DirectoryEntry?>(new DirectoryEntry(subject) { Roles = ["support"] });

    public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return Answer(subject, cancellationToken);
    }
}
