using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Primitives;

namespace JitAccess.Tests.Subjects;

/// <summary>A memory cache that never lets go by itself: the worst that an application can register.</summary>
internal sealed class EternalMemoryCache : IMemoryCache
{
    public ConcurrentDictionary<object, Entry> Entries { get; } = new();

    public ICacheEntry CreateEntry(object key) => new Entry(this, key);

    public void Remove(object key) => Entries.TryRemove(key, out _);

    public bool TryGetValue(object key, out object? value)
    {
        value = Entries.TryGetValue(key, out var entry) ? entry.Value : null;
        return value is not null;
    }

    public void Dispose()
    {
    }

    internal sealed class Entry(EternalMemoryCache cache, object key) : ICacheEntry
    {
        public object Key { get; } = key;

        public object? Value { get; set; }

        public DateTimeOffset? AbsoluteExpiration { get; set; }

        public TimeSpan? AbsoluteExpirationRelativeToNow { get; set; }

        public TimeSpan? SlidingExpiration { get; set; }

        public IList<IChangeToken> ExpirationTokens { get; } = [];

        public IList<PostEvictionCallbackRegistration> PostEvictionCallbacks { get; } = [];

        public CacheItemPriority Priority { get; set; }

        public long? Size { get; set; }

        public void Dispose() => cache.Entries[Key] = this;
    }
}

/// <summary>A hybrid cache that never lets go by itself and shares running look-ups.</summary>
internal sealed class EternalHybridCache : HybridCache
{
    private readonly ConcurrentDictionary<string, Task<object?>> _running = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, object?> Values { get; } = new(StringComparer.Ordinal);

    public HybridCacheEntryOptions? LastOptions { get; private set; }

    public override async ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        LastOptions = options;
        if (Values.TryGetValue(key, out var kept))
        {
            return (T)kept!;
        }

        var mine = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _running.GetOrAdd(key, mine.Task);
        if (ReferenceEquals(running, mine.Task))
        {
            _ = FillAsync(key, async () => await factory(state, CancellationToken.None), mine);
        }

        return (T)(await running.WaitAsync(cancellationToken))!;
    }

    public override ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        Values.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }

    public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private async Task FillAsync(string key, Func<Task<object?>> factory, TaskCompletionSource<object?> result)
    {
        try
        {
            Values[key] = await factory();
            _running.TryRemove(key, out _);
            result.SetResult(Values[key]);
        }
        catch (Exception exception)
        {
            _running.TryRemove(key, out _);
            result.SetException(exception);
        }
    }
}
