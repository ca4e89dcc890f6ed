namespace JitAccess;

/// <summary>
/// The grants of one subject: one immutable array in the order of activation, swapped atomically by the table, read by checks without a lock; indexed when they
/// are many.
/// </summary>
internal sealed class SubjectGrants(Subject subject)
{
    /// <summary>How many are looked through one by one, which costs less than to hash the resource.</summary>
    public const int MaxScanned = 8;

    private volatile GrantSlot[] _slots = [];
    private volatile GrantIndex? _index;
    private volatile SubjectHandle? _handle;

    public Subject Subject { get; } = subject;

    /// <summary>A handle for whoever asks for the subject by name; one is enough for all.</summary>
    public SubjectHandle HandleIn(GrantTable table) => _handle ??= new SubjectHandle(table, this);

    /// <summary>The grants, for whoever writes.</summary>
    public LiveGrant[] Grants => Array.ConvertAll(_slots, static slot => slot.Grant);

    /// <summary>Takes other grants in the place of those that it has.</summary>
    public void Take(ReadOnlySpan<LiveGrant> grants)
    {
        var slots = new GrantSlot[grants.Length];
        for (var place = 0; place < slots.Length; place++)
        {
            slots[place] = new GrantSlot(grants[place]);
        }

        // Each of both answers by itself, so it does not matter that a check may meet one of before and one of after.
        _slots = slots;
        _index = slots.Length > MaxScanned ? new GrantIndex(slots) : null;
    }

    /// <summary>Looks for a grant that covers a question.</summary>
    public GrantCheck Check(string permission, ReadOnlySpan<char> resource, long now)
    {
        var question = new GrantSearch(permission, resource, now);
        if (_index is { } index)
        {
            return index.Search(question);
        }

        var mark = GrantSlot.MarkOf(resource);
        var slots = _slots;
        for (var place = 0; place < slots.Length; place++)
        {
            if (slots[place].MayCover(mark) && question.IsAllowedBy(slots[place].Grant, place))
            {
                break;
            }
        }

        return question.Answer(slots);
    }

    /// <summary>Whether the table has let go of this object, so that handles look again.</summary>
    public volatile bool IsRetired;
}
