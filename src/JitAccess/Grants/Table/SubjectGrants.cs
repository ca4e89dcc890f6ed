namespace JitAccess;

/// <summary>
/// The grants of one subject: one immutable array in the order of activation, swapped atomically by the table, read by checks without a lock; indexed when they
/// are many.
/// </summary>
internal sealed class SubjectGrants(Subject subject)
{
    /// <summary>How many are looked through one by one, which costs less than to hash the resource.</summary>
    public const int MaxScanned = 8;

    private volatile LiveGrant[] _grants = [];
    private volatile GrantIndex? _index;

    public Subject Subject { get; } = subject;

    public LiveGrant[] Grants
    {
        get => _grants;
        set
        {
            // Each of both answers by itself, so it does not matter that a check may meet one of before and one of after.
            _grants = value;
            _index = value.Length > MaxScanned ? new GrantIndex(value) : null;
        }
    }

    /// <summary>Looks for a grant that covers a question.</summary>
    public GrantCheck Check(string permission, ReadOnlySpan<char> resource, long now)
    {
        var question = new GrantSearch(permission, resource, now);
        if (_index is { } index)
        {
            return index.Search(question);
        }

        var grants = _grants;
        for (var place = 0; place < grants.Length && !question.IsAllowedBy(grants[place], place); place++)
        {
        }

        return question.Answer(grants);
    }

    /// <summary>Whether the table has let go of this object, so that handles look again.</summary>
    public volatile bool IsRetired;
}
