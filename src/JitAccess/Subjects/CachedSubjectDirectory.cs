using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using NodaTime;

namespace JitAccess;

/// <summary>The application's directory with a time limit for each look-up and, where the application has a cache, a memory of answers.</summary>
/// <remarks>
/// An answer is used for less than <c>cacheFor</c> after the moment at which the directory was asked, by our own clocks, whatever the cache does.
/// Thread-safe.
/// </remarks>
internal sealed class CachedSubjectDirectory
{
    /// <summary>The longest that an answer may be kept.</summary>
    public static readonly Duration MaxCacheFor = Duration.FromMinutes(5);

    private readonly ISubjectDirectory _directory;
    private readonly DirectoryCache? _cache;
    private readonly Duration _cacheFor;
    private readonly Duration _timeout;
    private readonly JitClock _clock;

    // When somebody was last forgotten, by a few bits of who it was: others that share them cost a look-up more, and the marks never grow.
    private readonly long[] _forgotten = [.. Enumerable.Repeat(long.MinValue, 256)];

    /// <summary>Initialises the directory; <see cref="HybridCache"/> is preferred, and without any cache every look-up asks.</summary>
    public CachedSubjectDirectory(
        ISubjectDirectory directory, HybridCache? hybrid, IMemoryCache? memory, Duration cacheFor, Duration timeout, JitClock clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cacheFor, Duration.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cacheFor, MaxCacheFor);
        _directory = directory;
        _cacheFor = cacheFor;
        _timeout = timeout;
        _clock = clock;
        _cache = cacheFor == Duration.Zero ? null
            : hybrid is not null ? new HybridDirectoryCache(hybrid)
            : memory is not null ? new MemoryDirectoryCache(memory)
            : null;
    }

    /// <summary>Forgets what is kept about a subject, and what is being asked about it at this moment: whoever asks from now on gets an answer of their own.</summary>
    public ValueTask ForgetAsync(Subject subject, CancellationToken cancellationToken)
    {
        Volatile.Write(ref MarkOf(subject), _clock.Timestamp);
        return _cache?.ForgetAsync(subject, cancellationToken) ?? ValueTask.CompletedTask;
    }

    /// <summary>Finds a subject; a failure of the directory is thrown.</summary>
    public async ValueTask<DirectoryAnswer> FindAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (_cache is null)
        {
            return await AskAsync(subject, cancellationToken).ConfigureAwait(false);
        }

        var asked = false;
        var answer = await _cache.GetOrAskAsync(subject, Ask, _cacheFor.ToTimeSpan(), cancellationToken).ConfigureAwait(false);
        if (asked || (answer.IsFresh(_clock, (long)_cacheFor.TotalMilliseconds) && answer.Timestamp > Volatile.Read(ref MarkOf(subject))))
        {
            return answer;
        }

        await _cache.ForgetAsync(subject, cancellationToken).ConfigureAwait(false);
        return await AskAsync(subject, cancellationToken).ConfigureAwait(false);

        Task<DirectoryAnswer> Ask(CancellationToken token)
        {
            asked = true;
            return AskAsync(subject, token);
        }
    }

    private ref long MarkOf(Subject subject) => ref _forgotten[(uint)subject.GetHashCode() % (uint)_forgotten.Length];

    private async Task<DirectoryAnswer> AskAsync(Subject subject, CancellationToken cancellationToken)
    {
        // Read before the look-up: what the directory says may be as old as the question.
        var (wall, timestamp) = (_clock.WallMilliseconds, _clock.Timestamp);
        var entry = await TimeLimit.RunAsync(token => _directory.FindAsync(subject, token), _timeout, _clock, cancellationToken).ConfigureAwait(false);
        return entry is null || entry.Subject.Equals(subject)
            ? new DirectoryAnswer(entry, wall, timestamp)
            : throw new InvalidOperationException("The directory answered with the entry of another subject than it was asked for.");
    }
}
