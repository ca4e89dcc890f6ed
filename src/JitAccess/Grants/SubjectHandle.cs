namespace JitAccess;

/// <summary>A subject that was looked up once, so that every check after it costs no more than the question.</summary>
/// <remarks>
/// Resolve it once per request, or once for the life of a worker: it never goes stale, and holding it keeps nothing alive. Thread-safe.
/// </remarks>
public sealed class SubjectHandle
{
    private readonly GrantTable _table;
    private volatile SubjectGrants? _grants;

    internal SubjectHandle(GrantTable table, Subject subject)
    {
        _table = table;
        Subject = subject;
    }

    /// <summary>Gets the subject.</summary>
    public Subject Subject { get; }

    /// <summary>The subject's grants; the table is asked again while it has none, since the next commit may bring one.</summary>
    internal LiveGrant[] Grants
    {
        get
        {
            var grants = _grants;
            if (grants is null || grants.IsRetired)
            {
                _grants = grants = _table.Find(Subject);
            }

            return grants is null ? [] : grants.Grants;
        }
    }
}
