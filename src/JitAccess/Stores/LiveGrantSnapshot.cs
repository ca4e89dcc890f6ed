namespace JitAccess.Stores;

/// <summary>All grant records that are not terminal, of every tenant, as they stood at one position of the journal.</summary>
/// <remarks>A reader enumerates <see cref="Records"/> once and disposes the snapshot. Not safe for concurrent use.</remarks>
public sealed class LiveGrantSnapshot : IAsyncDisposable
{
    private readonly Func<ValueTask>? _dispose;

    /// <summary>Initialises a snapshot.</summary>
    /// <param name="head">The position, hash and store time at which it was taken.</param>
    /// <param name="incarnation">The identity of this life of the store.</param>
    /// <param name="records">The records, streamed.</param>
    /// <param name="dispose">Ends the read transaction, if the store holds one.</param>
    public LiveGrantSnapshot(JournalHead head, string incarnation, IAsyncEnumerable<StoredRecord> records, Func<ValueTask>? dispose = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(incarnation);
        ArgumentNullException.ThrowIfNull(records);
        Head = head;
        Incarnation = incarnation;
        Records = records;
        _dispose = dispose;
    }

    /// <summary>Gets the position, hash and store time at which the snapshot was taken.</summary>
    public JournalHead Head { get; }

    /// <summary>Gets the identity of this life of the store.</summary>
    public string Incarnation { get; }

    /// <summary>Gets the records, streamed.</summary>
    public IAsyncEnumerable<StoredRecord> Records { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _dispose?.Invoke() ?? ValueTask.CompletedTask;
}
