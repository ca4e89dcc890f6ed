namespace JitAccess;

/// <summary>One question to the grants of a subject, and what has been found of its answer: grants may be looked at in any order.</summary>
internal ref struct GrantSearch(string permission, ReadOnlySpan<char> resource, long now)
{
    private readonly ReadOnlySpan<char> _resource = resource;
    private LiveGrant? _allowing; // the first one
    private LiveGrant? _committing; // the first one
    private LiveGrant? _ended; // the last one explains
    private int _allowingPlace;
    private int _committingPlace;
    private int _endedPlace;

    public readonly ReadOnlySpan<char> Resource => _resource;

    /// <summary>Looks at a grant.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="place">Where it stands in the order of activation.</param>
    /// <returns>Whether it allows: then none that stands after it can change the answer.</returns>
    public bool IsAllowedBy(LiveGrant grant, int place)
    {
        if (!grant.Covers(permission, _resource))
        {
            return false;
        }

        if (!grant.LivesAt(now))
        {
            Keep(ref _ended, ref _endedPlace, grant, place, isBetter: place >= _endedPlace);
            return false;
        }

        if (grant.TakesCommit)
        {
            Keep(ref _committing, ref _committingPlace, grant, place, isBetter: place <= _committingPlace);
            return false;
        }

        Keep(ref _allowing, ref _allowingPlace, grant, place, isBetter: place <= _allowingPlace);
        return true;
    }

    /// <summary>The answer, once all grants that may cover the question were looked at.</summary>
    public readonly GrantCheck Answer(GrantSlot[] all) =>
        _allowing is { } grant && (grant.Names(_resource) || ResourceText.IsConcrete(_resource)) ? GrantCheck.Allow(grant) : Refuse(all);

    private static void Keep(ref LiveGrant? kept, ref int keptPlace, LiveGrant grant, int place, bool isBetter)
    {
        if (kept is null || isBetter)
        {
            (kept, keptPlace) = (grant, place);
        }
    }

    private readonly GrantCheck Refuse(GrantSlot[] all) =>
        !ResourceText.IsConcrete(_resource) ? GrantCheck.Deny(Reason.ResourceNotCanonical)
        : _committing is not null ? GrantCheck.Commit(_committing)
        : _ended is not null ? GrantCheck.Deny(_ended.Because, _ended)
        : GrantCheck.Deny(IsAnyLive(all) ? Reason.OutOfScope : Reason.NoGrant);

    private readonly bool IsAnyLive(GrantSlot[] all)
    {
        foreach (var slot in all)
        {
            if (slot.Grant.LivesAt(now))
            {
                return true;
            }
        }

        return false;
    }
}
