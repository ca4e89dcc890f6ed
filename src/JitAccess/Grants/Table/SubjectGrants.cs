namespace JitAccess;

/// <summary>The grants of one subject: one immutable array, swapped atomically by the table, read by checks without a lock.</summary>
internal sealed class SubjectGrants(Subject subject)
{
    private volatile LiveGrant[] _grants = [];

    public Subject Subject { get; } = subject;

    public LiveGrant[] Grants
    {
        get => _grants;
        set => _grants = value;
    }

    /// <summary>Whether the table has let go of this object, so that handles look again.</summary>
    public volatile bool IsRetired;
}
