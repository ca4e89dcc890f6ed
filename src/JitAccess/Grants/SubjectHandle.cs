namespace JitAccess;

/// <summary>A subject that was looked up once, so that every check after it costs no more than the question.</summary>
/// <remarks>
/// Resolve it once per request, or once for the life of a worker: it never goes stale, and holding it keeps nothing alive. Thread-safe.
/// </remarks>
public sealed class SubjectHandle
{
    private readonly GrantTable _table;
    private volatile SubjectGrants? _grants;
    private long _missedAt = GrantTable.NeverSettled;

    internal SubjectHandle(GrantTable table, Subject subject)
    {
        _table = table;
        Subject = subject;
    }

    internal SubjectHandle(GrantTable table, SubjectGrants grants)
        : this(table, grants.Subject) =>
        _grants = grants;

    /// <summary>Gets the subject.</summary>
    public Subject Subject { get; }

    /// <summary>The subject's grants; <see langword="null"/> when the table has none. It is asked again once it has come to hold another subject.</summary>
    internal SubjectGrants? Grants
    {
        get
        {
            var grants = _grants;
            return grants is { IsRetired: false } ? grants : Volatile.Read(ref _missedAt) == _table.Settled ? null : Find();
        }
    }

    private SubjectGrants? Find()
    {
        var settled = _table.Settled; // before looking: who comes meanwhile is looked for again
        var grants = _table.Find(Subject);
        _grants = grants;
        if (grants is null)
        {
            Volatile.Write(ref _missedAt, settled);
        }

        return grants;
    }
}
