using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.Tests.Scenarios;

/// <summary>The people of the test, behind a directory that can stop answering.</summary>
internal sealed class HangingDirectory : ISubjectDirectory
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ISubjectDirectory? _people;

    public bool Hangs { get; set; }

    /// <summary>Ends when somebody waits for an answer.</summary>
    public Task Asked => _asked.Task;

    public HangingDirectory Over(IServiceProvider services)
    {
        _people = services.GetRequiredService<TestPeople>();
        return this;
    }

    public async ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (Hangs)
        {
            _asked.TrySetResult();
            await new TaskCompletionSource().Task; // whatever the token says
        }

        return await _people!.FindAsync(subject, cancellationToken);
    }
}
