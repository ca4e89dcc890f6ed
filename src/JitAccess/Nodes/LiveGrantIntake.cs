using System.Collections.Concurrent;
using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Nodes;

/// <summary>
/// Takes in the live grants of a snapshot as they come, and has them verified and understood on the other processors meanwhile: a node that starts
/// on a million of them is ready in the time that it takes to read them.
/// </summary>
/// <param name="understand">Verifies one record and adds what it is to a table; returns why not. Called by several threads, each with a reader of its own.</param>
/// <remarks>Used by one caller at a time.</remarks>
internal sealed class LiveGrantIntake(Func<LiveGrantReader, StoredRecord, List<GrantLive>, string?> understand)
{
    private const int BatchSize = 500;

    private readonly int _atOnce = Math.Max(2, Environment.ProcessorCount);
    private readonly ConcurrentBag<LiveGrantReader> _readers = [];
    private readonly Queue<Task<Batch>> _underway = new();
    private List<StoredRecord> _next = new(BatchSize);

    /// <summary>What was understood so far, in the order in which it came.</summary>
    public List<GrantLive> Live { get; } = [];

    /// <summary>Why the snapshot cannot be used.</summary>
    public string? Fault { get; private set; }

    /// <summary>Takes a record.</summary>
    public async ValueTask TakeAsync(StoredRecord record)
    {
        _next.Add(record);
        if (_next.Count == BatchSize)
        {
            Understand();
            if (_underway.Count > _atOnce)
            {
                await CollectAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends when everything that was taken is understood, and nothing works on it any more.</summary>
    public async ValueTask FinishAsync()
    {
        Understand();
        await ((Task)Task.WhenAll(_underway)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_underway.Count > 0)
        {
            await CollectAsync().ConfigureAwait(false);
        }
    }

    private void Understand()
    {
        var records = _next;
        _next = new List<StoredRecord>(BatchSize);
        _underway.Enqueue(Task.Run(() => Understand(records)));
    }

    private async ValueTask CollectAsync()
    {
        var batch = await _underway.Dequeue().ConfigureAwait(false);
        Fault ??= batch.Fault;
        Live.AddRange(batch.Live);
    }

    private Batch Understand(List<StoredRecord> records)
    {
        var reader = _readers.TryTake(out var idle) ? idle : new LiveGrantReader();
        var live = new List<GrantLive>(records.Count);
        var fault = records.Select(record => understand(reader, record, live)).FirstOrDefault(refusal => refusal is not null);
        _readers.Add(reader);
        return new Batch(live, fault);
    }

    private sealed record Batch(List<GrantLive> Live, string? Fault);
}
