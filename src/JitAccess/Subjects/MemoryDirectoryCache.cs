using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;

namespace JitAccess;

/// <summary>Keeps answers in the application's <see cref="IMemoryCache"/>.</summary>
internal sealed class MemoryDirectoryCache(IMemoryCache cache) : DirectoryCache
{
    private readonly ConcurrentDictionary<Subject, Task<DirectoryAnswer>> _running = new();

    /// <inheritdoc/>
    public override async ValueTask<DirectoryAnswer> GetOrAskAsync(
        Subject subject, Func<CancellationToken, Task<DirectoryAnswer>> ask, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(new Key(subject), out DirectoryAnswer? kept) && kept is not null)
        {
            return kept;
        }

        var mine = new TaskCompletionSource<DirectoryAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _running.GetOrAdd(subject, mine.Task);
        if (ReferenceEquals(running, mine.Task))
        {
            _ = AskAndKeepAsync(subject, ask, keepFor, mine);
        }

        return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask ForgetAsync(Subject subject, CancellationToken cancellationToken)
    {
        cache.Remove(new Key(subject));
        return ValueTask.CompletedTask;
    }

    // Shared by all who ask meanwhile, so no single caller's token may end it; the look-up has a time limit of its own.
    private async Task AskAndKeepAsync(
        Subject subject, Func<CancellationToken, Task<DirectoryAnswer>> ask, TimeSpan keepFor, TaskCompletionSource<DirectoryAnswer> result)
    {
        try
        {
            var answer = await ask(CancellationToken.None).ConfigureAwait(false);
            cache.Set(new Key(subject), answer, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = keepFor, Size = 1 });
            _running.TryRemove(subject, out _);
            result.SetResult(answer);
        }
        catch (Exception exception)
        {
            _running.TryRemove(subject, out _);
            result.SetException(exception);
            _ = result.Task.Exception; // observed: those who asked may all have left
        }
    }

    // A type of our own: no key of the application can be equal to it.
    private sealed record Key(Subject Subject);
}
