namespace JitAccess.Followers;

/// <summary>The entries that a follower has set aside, by when they are tried again, and then in order.</summary>
internal sealed class SetAsideQueue
{
    private readonly PriorityQueue<(long Position, Deadline NextTry), (long, long)> _waiting = new();

    public SetAsideQueue(IEnumerable<SetAsideRecord> records)
    {
        foreach (var record in records)
        {
            Add(record);
        }
    }

    public int Count => _waiting.Count;

    public void Add(SetAsideRecord record) => _waiting.Enqueue((record.Position, record.NextTry), (record.NextTry.UnixMilliseconds, record.Position));

    /// <summary>Takes the one that is to be tried now, if there is one.</summary>
    public bool TryTakeDue(long now, out long position)
    {
        var isDue = _waiting.TryPeek(out var next, out _) && next.NextTry.HasPassed(now);
        position = next.Position;
        if (isDue)
        {
            _waiting.Dequeue();
        }

        return isDue;
    }
}
