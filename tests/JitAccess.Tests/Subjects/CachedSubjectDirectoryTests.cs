using System.Collections.Immutable;
using Microsoft.Extensions.Caching.Hybrid;
using JitAccess.Tests.Time;
using NodaTime;

namespace JitAccess.Tests.Subjects;

public sealed class CachedSubjectDirectoryTests : IDisposable
{
    private static readonly Subject Bo = Subject.Human("demo", "bo");
    private static readonly Duration CacheFor = Duration.FromSeconds(30);

    private readonly ManualTime _time = new();
    private readonly StubDirectory _directory = new();
    private readonly EternalMemoryCache _memory = new();
    private readonly EternalHybridCache _hybrid = new();

    public enum CacheKind
    {
        None,
        Memory,
        Hybrid,
    }

    public void Dispose() => _memory.Dispose();

    [Theory]
    [InlineData(CacheKind.None, 3)]
    [InlineData(CacheKind.Memory, 1)]
    [InlineData(CacheKind.Hybrid, 1)]
    public async Task FindAsync_Repeated_AsksOnceWhereThereIsACache(CacheKind kind, int calls)
    {
        var cached = Over(kind);

        for (var round = 0; round < 3; round++)
        {
            var answer = await cached.FindAsync(Bo, default);
            Assert.Equal(["support"], answer.Entry!.Roles.AsEnumerable());
        }

        Assert.Equal(calls, _directory.Calls);
    }

    [Theory]
    [InlineData(CacheKind.Memory)]
    [InlineData(CacheKind.Hybrid)]
    public async Task P25_FindAsync_CacheThatNeverExpires_IsNotBelievedBeyondTheBound(CacheKind kind)
    {
        var cached = Over(kind);
        await cached.FindAsync(Bo, default);
        _directory.Answer = static (_, _) => ValueTask.FromResult<DirectoryEntry?>(null);

        _time.Advance(CacheFor - Duration.FromMilliseconds(1));
        Assert.NotNull((await cached.FindAsync(Bo, default)).Entry);

        _time.Advance(Duration.FromMilliseconds(1));
        Assert.Null((await cached.FindAsync(Bo, default)).Entry);
        Assert.Equal(2, _directory.Calls);
    }

    [Theory]
    [InlineData(CacheKind.Memory)]
    [InlineData(CacheKind.Hybrid)]
    public async Task P25_FindAsync_TheBoundCountsFromTheQuestion(CacheKind kind)
    {
        var cached = Over(kind, timeout: Duration.FromMinutes(1));
        var release = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        _directory.Answer = async (subject, _) =>
        {
            asked.TrySetResult();
            await release.Task;
            return new DirectoryEntry(subject);
        };
        var slow = cached.FindAsync(Bo, default).AsTask();
        await asked.Task;
        _time.Advance(CacheFor - Duration.FromMilliseconds(1));
        release.SetResult();
        await slow;

        _time.Advance(Duration.FromMilliseconds(1));
        await cached.FindAsync(Bo, default);

        Assert.Equal(2, _directory.Calls);
    }

    [Theory]
    [InlineData(CacheKind.Memory, 30)]
    [InlineData(CacheKind.Memory, -1)]
    [InlineData(CacheKind.Hybrid, 30)]
    [InlineData(CacheKind.Hybrid, -1)]
    public async Task P24_FindAsync_WallClockSteppedOrMachineSuspended_AsksAgain(CacheKind kind, int seconds)
    {
        var cached = Over(kind);
        await cached.FindAsync(Bo, default);

        _time.StepWall(Duration.FromSeconds(seconds));
        await cached.FindAsync(Bo, default);

        Assert.Equal(2, _directory.Calls);
    }

    // A signal says that the directory has changed: what was asked before it is no answer to whoever asks after it.
    [Theory]
    [InlineData(CacheKind.Memory)]
    [InlineData(CacheKind.Hybrid)]
    public async Task P25_ForgetAsync_WhileTheDirectoryIsAsked_TheNextAsksAnew(CacheKind kind)
    {
        var cached = Over(kind);
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _directory.Answer = async (subject, _) =>
        {
            asked.TrySetResult();
            await release.Task;
            return new DirectoryEntry(subject) { Roles = ["support"] };
        };
        var before = cached.FindAsync(Bo, default).AsTask();
        await asked.Task;
        _time.Advance(Duration.FromMilliseconds(1));
        await cached.ForgetAsync(Bo, default);
        _time.Advance(Duration.FromMilliseconds(1));
        var after = cached.FindAsync(Bo, default).AsTask();
        _directory.Answer = static (_, _) => ValueTask.FromResult<DirectoryEntry?>(null);
        release.SetResult();

        Assert.NotNull((await before).Entry);
        Assert.Null((await after).Entry);
        Assert.Null((await cached.FindAsync(Bo, default)).Entry);
    }

    [Theory]
    [InlineData(CacheKind.None)]
    [InlineData(CacheKind.Memory)]
    [InlineData(CacheKind.Hybrid)]
    public async Task P25_FindAsync_Failure_IsNeverKept(CacheKind kind)
    {
        var cached = Over(kind);
        _directory.Answer = static (_, _) => throw new InvalidOperationException("down");

        await Assert.ThrowsAsync<InvalidOperationException>(() => cached.FindAsync(Bo, default).AsTask());
        _directory.Answer = static (subject, _) => ValueTask.FromResult<DirectoryEntry?>(new DirectoryEntry(subject));

        Assert.NotNull((await cached.FindAsync(Bo, default)).Entry);
        Assert.Equal(2, _directory.Calls);
    }

    [Theory]
    [InlineData(CacheKind.Memory)]
    [InlineData(CacheKind.Hybrid)]
    public async Task FindAsync_UnknownSubject_IsKeptAsUnknown(CacheKind kind)
    {
        var cached = Over(kind);
        _directory.Answer = static (_, _) => ValueTask.FromResult<DirectoryEntry?>(null);

        Assert.Null((await cached.FindAsync(Bo, default)).Entry);
        Assert.Null((await cached.FindAsync(Bo, default)).Entry);
        Assert.Equal(1, _directory.Calls);
    }

    [Theory]
    [InlineData(CacheKind.Memory)]
    [InlineData(CacheKind.Hybrid)]
    public async Task FindAsync_ManyAtOnce_ShareOneLookUpAndItsFailure(CacheKind kind)
    {
        var cached = Over(kind);
        var release = new TaskCompletionSource();
        _directory.Answer = async (subject, _) =>
        {
            await release.Task;
            return new DirectoryEntry(subject);
        };
        using var impatient = new CancellationTokenSource();
        var first = cached.FindAsync(Bo, impatient.Token).AsTask();
        var others = Enumerable.Range(0, 20).Select(_ => cached.FindAsync(Bo, default).AsTask()).ToList();

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        release.SetResult();
        await Task.WhenAll(others);

        Assert.Equal(1, _directory.Calls);
    }

    [Theory]
    [InlineData(CacheKind.None)]
    [InlineData(CacheKind.Memory)]
    [InlineData(CacheKind.Hybrid)]
    public async Task FindAsync_DirectoryThatHangs_TimesOutAndRecovers(CacheKind kind)
    {
        var cached = Over(kind);
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        _directory.Answer = async (_, _) =>
        {
            asked.SetResult();
            await never.Task;
            return null;
        };

        var hanging = cached.FindAsync(Bo, default).AsTask();
        await asked.Task;
        _time.Advance(Duration.FromSeconds(2));
        await Assert.ThrowsAsync<TimeoutException>(() => hanging);

        _directory.Answer = static (subject, _) => ValueTask.FromResult<DirectoryEntry?>(new DirectoryEntry(subject));
        Assert.NotNull((await cached.FindAsync(Bo, default)).Entry);
        never.SetResult();
    }

    [Theory]
    [InlineData(CacheKind.Memory)]
    [InlineData(CacheKind.Hybrid)]
    public async Task FindAsync_CacheForZero_AsksEveryTime(CacheKind kind)
    {
        var cached = Over(kind, Duration.Zero);

        await cached.FindAsync(Bo, default);
        await cached.FindAsync(Bo, default);

        Assert.Equal(2, _directory.Calls);
    }

    [Theory]
    [InlineData(CacheKind.None)]
    [InlineData(CacheKind.Memory)]
    [InlineData(CacheKind.Hybrid)]
    public async Task FindAsync_EntryOfAnotherSubject_IsAFailure(CacheKind kind)
    {
        _directory.Answer = static (_, _) => ValueTask.FromResult<DirectoryEntry?>(new DirectoryEntry(Subject.Human("demo", "olga")) { Roles = ["root"] });

        await Assert.ThrowsAsync<InvalidOperationException>(() => Over(kind).FindAsync(Bo, default).AsTask());
    }

    [Theory]
    [InlineData(CacheKind.Memory)]
    [InlineData(CacheKind.Hybrid)]
    public async Task P30_FindAsync_SubjectsWhosePartsJoinAlike_AreKeptApart(CacheKind kind)
    {
        Subject[] subjects =
        [
            Subject.Human("a", "b:c", Tenant.Of("t")),
            Subject.Human("a:b", "c", Tenant.Of("t")),
            Subject.Human("1:a", "b:c", Tenant.Of("t:1")),
            Subject.Human("a", "b:c", Tenant.Of("T")),
            Subject.Human("a", "b:C", Tenant.Of("t")),
        ];
        var cached = Over(kind);
        _directory.Answer = static (subject, _) =>
            ValueTask.FromResult<DirectoryEntry?>(new DirectoryEntry(subject) { PersonId = $"{subject.Tenant} {subject.Issuer} {subject.Id}" });

        foreach (var subject in subjects.Concat(subjects))
        {
            Assert.Equal($"{subject.Tenant} {subject.Issuer} {subject.Id}", (await cached.FindAsync(subject, default)).Entry!.PersonId);
        }

        Assert.Equal(subjects.Length, _directory.Calls);
    }

    [Fact]
    public async Task FindAsync_HybridCache_KeepsTheWholeEntryInThisProcessOnly()
    {
        var cached = Over(CacheKind.Hybrid);
        _directory.Answer = static (subject, _) => ValueTask.FromResult<DirectoryEntry?>(new DirectoryEntry(subject)
        {
            IsActive = false,
            IsGroup = true,
            Roles = ["a", "b\"\n"],
            Attributes = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("site", ["zürich", "basel"]).Add("none", []),
            PersonalAttributes = ["site"],
            PersonId = "7",
            DisplayName = "Bo",
        });

        await cached.FindAsync(Bo, default);
        var entry = (await cached.FindAsync(Bo, default)).Entry!;

        Assert.Equal(1, _directory.Calls);
        Assert.Equal(Bo, entry.Subject);
        Assert.False(entry.IsActive);
        Assert.True(entry.IsGroup);
        Assert.Equal(["a", "b\"\n"], entry.Roles.AsEnumerable());
        Assert.Equal(["zürich", "basel"], entry.Attributes["site"].AsEnumerable());
        Assert.Empty(entry.Attributes["none"]);
        Assert.Equal(["site"], entry.PersonalAttributes);
        Assert.Equal(("7", "Bo"), (entry.PersonId, entry.DisplayName));
        Assert.Equal(HybridCacheEntryFlags.DisableDistributedCache, _hybrid.LastOptions!.Flags);
        Assert.Equal(CacheFor.ToTimeSpan(), _hybrid.LastOptions.Expiration);
    }

    [Fact]
    public async Task FindAsync_BothCachesRegistered_PrefersTheHybridOne()
    {
        using var memory = new EternalMemoryCache();
        var cached = new CachedSubjectDirectory(_directory, _hybrid, memory, CacheFor, Duration.FromSeconds(2), _time.Clock);

        await cached.FindAsync(Bo, default);

        Assert.Empty(memory.Entries);
        Assert.Single(_hybrid.Values);
    }

    [Fact]
    public async Task FindAsync_MemoryCache_SetsSizeAndExpiry()
    {
        await Over(CacheKind.Memory).FindAsync(Bo, default);

        var entry = Assert.Single(_memory.Entries).Value;
        Assert.Equal(1, entry.Size);
        Assert.Equal(CacheFor.ToTimeSpan(), entry.AbsoluteExpirationRelativeToNow);
    }

    [Fact]
    public void Constructor_CacheForOutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Over(CacheKind.None, Duration.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Over(CacheKind.None, CachedSubjectDirectory.MaxCacheFor + Duration.FromTicks(1)));
        Assert.NotNull(Over(CacheKind.None, CachedSubjectDirectory.MaxCacheFor));
    }

    private CachedSubjectDirectory Over(CacheKind kind, Duration? cacheFor = null, Duration? timeout = null) => new(
        _directory,
        kind == CacheKind.Hybrid ? _hybrid : null,
        kind == CacheKind.Memory ? _memory : null,
        cacheFor ?? CacheFor,
        timeout ?? Duration.FromSeconds(2),
        _time.Clock);
}
