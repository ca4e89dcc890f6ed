namespace JitAccess.Stores;

/// <summary>
/// One atomic change: versions that must still hold, and a function that seals what is to be written once the head of the journal is known.
/// </summary>
/// <remarks>
/// Inside one transaction a store checks every expectation, reads the head, calls <see cref="Seal"/> once, and writes what it returns. When
/// an expectation fails, or <see cref="Seal"/> returns <see langword="null"/>, the batch fails alone and leaves no trace. A store whose transaction
/// was rolled back may seal again in the next. Safe for concurrent use.
/// </remarks>
public sealed class CommitBatch
{
    private readonly Func<JournalHead, SealedBatch?> _seal;

    /// <summary>Initialises a batch.</summary>
    /// <param name="expectations">The versions that must still hold; one for every record that is written.</param>
    /// <param name="seal">Makes the bytes for a head; <see langword="null"/> when the moment of the decision has passed.</param>
    /// <exception cref="ArgumentException">A key has no id, one of more than 1600 characters or one that is not well-formed Unicode, or a version is negative.</exception>
    public CommitBatch(IReadOnlyList<RecordExpectation> expectations, Func<JournalHead, SealedBatch?> seal)
    {
        ArgumentNullException.ThrowIfNull(expectations);
        ArgumentNullException.ThrowIfNull(seal);
        BatchRules.Demand(expectations);
        Expectations = expectations;
        _seal = seal;
    }

    /// <summary>Gets the versions that must still hold.</summary>
    public IReadOnlyList<RecordExpectation> Expectations { get; }

    /// <summary>Seals the batch for the place in the journal that it will have.</summary>
    /// <param name="head">The head, read inside the transaction.</param>
    /// <returns>What to write, or <see langword="null"/> when a deadline has passed since the decision: the batch then fails as if it had lost a race.</returns>
    /// <exception cref="InvalidOperationException">What was sealed does not follow the head, or writes a record whose version it does not expect: a defect.</exception>
    public SealedBatch? Seal(JournalHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var batch = _seal(head);
        if (batch is not null)
        {
            BatchRules.Demand(Expectations, head, batch);
        }

        return batch;
    }
}
