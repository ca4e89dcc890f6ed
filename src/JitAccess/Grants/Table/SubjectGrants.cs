namespace JitAccess;

/// <summary>
/// The grants of one subject: one immutable array in the order of activation, swapped atomically by the table, read by checks without a lock; indexed when they
/// are many, and bytes until somebody asks.
/// </summary>
internal sealed class SubjectGrants
{
    /// <summary>How many are looked through one by one, which costs less than to hash the resource.</summary>
    public const int MaxScanned = 8;

    // GrantSlot[], a GrantIndex when they are many, PackedGrants until somebody asks; or the SubjectGrants that took the place of these before anybody did.
    private object _held;
    private volatile SubjectHandle? _handle;
    private volatile bool _isRetired;

    public SubjectGrants(Subject subject)
        : this(subject, Array.Empty<GrantSlot>())
    {
    }

    public SubjectGrants(Subject subject, PackedGrants packed)
        : this(subject, (object)packed)
    {
    }

    private SubjectGrants(Subject subject, object held) => (Subject, _held) = (subject, held);

    public Subject Subject { get; }

    /// <summary>Whether the table has let go of this object, so that handles look again.</summary>
    public bool IsRetired => _isRetired;

    /// <summary>The grants as bytes; <see langword="null"/> when somebody has asked for them.</summary>
    public PackedGrants? Packed => Volatile.Read(ref _held) as PackedGrants;

    /// <summary>The grants, for whoever writes.</summary>
    public LiveGrant[] Grants => GrantsOf(Asked());

    /// <summary>The grants, for whoever only looks at what they say: those that nobody has asked for are made for this, and are not those that a check finds.</summary>
    public LiveGrant[] Copies => Packed is { } packed ? packed.Unpack(Subject) : Grants;

    /// <summary>How many they are.</summary>
    public int Count => Packed?.Count ?? Grants.Length;

    /// <summary>A handle for whoever asks for the subject by name; one is enough for all.</summary>
    public SubjectHandle HandleIn(GrantTable table) => _handle ??= new SubjectHandle(table, this);

    /// <summary>How many of them live at a moment.</summary>
    public int CountLive(long now) => Packed is { } packed && now < packed.FirstEnd ? packed.Count : Copies.Count(grant => grant.LivesAt(now));

    /// <summary>Takes other grants in the place of those that it has.</summary>
    public void Take(ReadOnlySpan<LiveGrant> grants) => Volatile.Write(ref _held, Held(grants));

    /// <summary>Takes grants that somebody has found already in the place of its own which are the same and live.</summary>
    public void TakeOver(LiveGrant[] known)
    {
        if (known.Length > 0)
        {
            Take([.. Grants.Select(own => own.IsEnded ? own : Array.Find(known, own.IsSameAs) ?? own)]);
        }
    }

    /// <summary>Lets go of it.</summary>
    /// <param name="heir">What took its place, if anything did.</param>
    /// <returns>The grants that somebody may have found here; none will be found any more that the heir has not.</returns>
    public LiveGrant[] Retire(SubjectGrants? heir)
    {
        _isRetired = true;
        return Packed is { } packed && ReferenceEquals(Interlocked.CompareExchange(ref _held, heir ?? (object)Array.Empty<GrantSlot>(), packed), packed) ? [] : Grants;
    }

    /// <summary>Looks for a grant that covers a question.</summary>
    public GrantCheck Check(string permission, ReadOnlySpan<char> resource, long now)
    {
        while (true)
        {
            var held = Asked();
            var question = new GrantSearch(permission, resource, now);
            var answer = held is GrantSlot[] slots ? Search(slots, question) : ((GrantIndex)held).Search(question);

            // INVARIANT: a denial looked at all that are held. Else one grant may come and another end while they are looked through, and neither is found.
            if (answer.IsAllowed || ReferenceEquals(held, Asked()))
            {
                return answer;
            }
        }
    }

    private static GrantCheck Search(GrantSlot[] slots, GrantSearch question)
    {
        var mark = GrantSlot.MarkOf(question.Resource);
        for (var place = 0; place < slots.Length; place++)
        {
            if (slots[place].MayCover(mark) && question.IsAllowedBy(slots[place].Grant, place))
            {
                break;
            }
        }

        return question.Answer(slots);
    }

    private static LiveGrant[] GrantsOf(object held) =>
        Array.ConvertAll(held is GrantIndex index ? index.Slots : (GrantSlot[])held, static slot => slot.Grant);

    private static object Held(ReadOnlySpan<LiveGrant> grants)
    {
        var slots = new GrantSlot[grants.Length];
        for (var place = 0; place < slots.Length; place++)
        {
            slots[place] = new GrantSlot(grants[place]);
        }

        return slots.Length > MaxScanned ? new GrantIndex(slots) : slots;
    }

    // INVARIANT: one object for each grant, whoever is the first to ask: it is what is ended.
    private object Asked()
    {
        var held = Volatile.Read(ref _held);
        if (held is GrantSlot[])
        {
            return held; // mostly
        }

        if (held is PackedGrants packed)
        {
            var unpacked = Held(packed.Unpack(Subject));
            held = Interlocked.CompareExchange(ref _held, unpacked, packed);
            if (ReferenceEquals(held, packed))
            {
                return unpacked;
            }
        }

        return held is SubjectGrants heir ? heir.Asked() : held;
    }
}
