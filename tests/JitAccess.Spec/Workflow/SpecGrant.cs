namespace JitAccess.Spec;

/// <summary>A grant.</summary>
internal sealed class SpecGrant
{
    public string Id { get; set; } = "";

    public SpecRequest Request { get; set; } = new();

    public List<SpecScope> Scopes { get; set; } = [];

    public long Start { get; set; }

    /// <summary>Whether it waits for its start.</summary>
    public bool IsScheduled { get; set; }

    /// <summary><c>first-use claim</c>, whichever begins it; nothing once it has begun, or when it waits for neither.</summary>
    public string? Waits { get; set; }

    /// <summary>Whether it never began, and no longer can.</summary>
    public bool NeverBegan { get; set; }

    public long End { get; set; }

    /// <summary>When the first of those began that it goes on from.</summary>
    public long? LineageStart { get; set; }

    public long Lineage => LineageStart ?? Start;

    public int? UsesLeft { get; set; }

    public bool RecordsUse { get; set; }

    /// <summary>Whether it ended because its holder may not have it any more.</summary>
    public bool LostEligibility { get; set; }

    /// <summary>Whether its time counts, because the policy bounded it when it was given.</summary>
    public bool CountsTime { get; set; }

    /// <summary>Whether the glass was broken for it.</summary>
    public bool BreaksGlass { get; set; }

    /// <summary><c>justified misused</c>, once somebody reviewed that.</summary>
    public string? Reviewed { get; set; }

    public bool OwesReview => BreaksGlass && Reviewed is null;

    public List<SpecAccount> ApprovedBy { get; set; } = [];

    /// <summary><c>released revoked used-up</c>, once something other than time ended it.</summary>
    public string? Ended { get; set; }

    public long EndedAt { get; set; }

    /// <summary><c>released revoked</c>, once what the last use admitted was cut off.</summary>
    public string? CutOff { get; set; }

    public long CutOffAt { get; set; }

    public SpecAccount Holder => Request.Requester.Account;

    public bool TakesCommit => UsesLeft is not null || RecordsUse;

    public string StateAt(long now) => Ended ?? (now >= End ? "expired" : IsScheduled ? "scheduled" : Waits is not null ? "claimable" : "active");

    public bool LivesAt(long now) => StateAt(now) == "active";

    /// <summary>Whether an operation may be admitted under it, if only once it has begun with that.</summary>
    public bool AdmitsAt(long now) => LivesAt(now) || (StateAt(now) == "claimable" && Waits == "first-use");

    /// <summary>Whether it counts, and can be ended: one that waits for its start or its holder does.</summary>
    public bool IsOpenAt(long now) => StateAt(now) is "active" or "scheduled" or "claimable";

    /// <summary>Whether what was admitted under it goes on: the last use takes nothing from it, and somebody has to end that before the end.</summary>
    public bool CarriesOnAt(long now) => IsOpenAt(now) || (Ended == "used-up" && CutOff is null && now < End);

    /// <summary>Ends it by word of somebody. A final state never changes, so what goes on under a used-up grant is cut off and nothing else.</summary>
    public void EndNow(string state, long now)
    {
        if (Ended == "used-up")
        {
            (CutOff, CutOffAt) = (state, now);
            return;
        }

        NeverBegan |= IsScheduled;
        Ended = state;
        EndedAt = now;
    }
}
