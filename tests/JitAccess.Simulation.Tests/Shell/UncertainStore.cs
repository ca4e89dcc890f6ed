using JitAccess.Stores;

namespace JitAccess.Simulation;

/// <summary>The way from one node's shell to the store: each reading may take long, fail, or never come back, and heeds no cancellation.</summary>
internal sealed class UncertainStore(IGrantStore inner, Agenda agenda, Dice dice, long bound) : IGrantStore
{
    private const long Nobody = -1;
    private const int NoThread = 0;

    private readonly Dictionary<long, JournalPage> _kept = [];
    private long _askedAt = Nobody;
    private volatile int _asking = NoThread; // has asked, and not yet set the timer that limits its waiting
    private volatile bool _isAwaited;

    /// <summary>How many of a thousand readings fail, hang, or take long.</summary>
    public int SpoiltPerMille { get; set; }

    /// <summary>A planted defect: gives again what it gave before to who asks the same.</summary>
    public bool AnswersFromCache { get; init; }

    /// <summary>Whether the node waits for an answer, and so rests.</summary>
    public bool IsAwaited => _isAwaited;

    /// <summary>A timer was set. Where it is the one of who has just asked, only time makes that one go on from now on.</summary>
    public void TimerSet()
    {
        if (_asking == Environment.CurrentManagedThreadId)
        {
            _asking = NoThread;
            _isAwaited = true;
        }
    }

    /// <summary>A timer fired that had been set at a moment: who asked then waits no more.</summary>
    public void GiveUp(long askedAt)
    {
        if (Volatile.Read(ref _askedAt) == askedAt)
        {
            _isAwaited = false;
            Volatile.Write(ref _askedAt, Nobody);
        }
    }

    public ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken) => Ask(() =>
    {
        var page = AtOnce.Of(inner.ReadJournalAsync(after, limit, CancellationToken.None));
        return AnswersFromCache && _kept.TryGetValue(after.Position, out var kept) ? kept : _kept[after.Position] = page;
    });

    public ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken) => Ask(() =>
        AtOnce.Of(inner.ReadLiveGrantsAsync(CancellationToken.None)));

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken) => Ask(() =>
        AtOnce.Of(inner.LoadAsync(keys, CancellationToken.None)));

    public ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken) => throw new NotSupportedException();

    private ValueTask<T> Ask<T>(Func<T> read)
    {
        // Continuations run where it is completed: the node goes on within the event that brings its answer.
        var answer = new TaskCompletionSource<T>();
        var askedAt = agenda.Now;
        Volatile.Write(ref _askedAt, askedAt);
        var isSpoilt = dice.Chance(SpoiltPerMille);
        switch (isSpoilt ? dice.Below(3) : 3)
        {
            case 0:
                break; // it never comes back
            case 1:
                agenda.In(dice.Between(1, bound), () => Complete(askedAt, () => answer.TrySetException(new StoreUnavailableException("The store is away."))));
                break;
            default:
                agenda.In(Delay(isSpoilt), () =>
                {
                    var value = read();
                    agenda.In(Delay(isSpoilt), () => Complete(askedAt, () => answer.TrySetResult(value)));
                });
                break;
        }

        _asking = Environment.CurrentManagedThreadId;
        return new ValueTask<T>(answer.Task);
    }

    private void Complete(long askedAt, Action complete)
    {
        GiveUp(askedAt);
        complete();
    }

    private long Delay(bool isLong) => dice.Between(1, isLong ? bound : bound / 200);
}
