using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

internal static partial class Decider
{
    /// <summary>Decides that an entry that a follower cannot take is given up.</summary>
    public static Decision Forget(World world, string follower, long position, string why, DecisionContext context) =>
        world.TryGet<SetAsideRecord>(SetAsideRecord.KeyOf(follower, position), out var aside)
            ? Decision.Accept(null, new EntryForgotten(follower, position, aside.Attempts, aside.Failure, context.Texts.Seal(why)))
            : Decision.Reject(NoSuchEntry(follower, position));

    /// <summary>Decides that a restored store is adopted.</summary>
    /// <param name="world">The records.</param>
    /// <param name="read">How far the node that adopts it has read it.</param>
    /// <param name="why">Why.</param>
    /// <param name="context">The context.</param>
    public static Decision Adopt(World world, JournalCursor read, string why, DecisionContext context)
    {
        // INVARIANT: numbers grow, even where the store was restored from before an earlier adoption, of which it then knows nothing.
        var last = world.TryGet<EpochRecord>(EpochRecord.TheKey, out var before) ? before.Number : 0;
        return Decision.Accept(null, new StoreAdopted(
            Math.Max(last + 1, context.Now.ToUnixTimeMilliseconds()), read.Position, Convert.ToHexStringLower(read.Hash.Span), context.Texts.Seal(why)));
    }

    /// <summary>Whether a grant lives by its record although an epoch has begun after it; the epoch is given by when its entry was sealed.</summary>
    public static bool Outlives(GrantRecord grant, Instant epoch, Instant now) =>
        !grant.IsTerminal && !grant.End.HasPassed(now) && EpochRecord.EndsWhatBegan(epoch, grant.Since);

    /// <summary>Decides that those grants have ended with the epoch which outlive it; rejected when none does.</summary>
    public static Decision EndBefore(Instant epoch, IEnumerable<GrantRecord> grants, string why, DecisionContext context)
    {
        var ends =
            from grant in grants
            where Outlives(grant, epoch, context.Now)
            select End(grant, GrantState.Revoked, context.Texts.Seal(why, grant.Subject), context.Now);
        return ends.ToArray() is { Length: > 0 } events
            ? Decision.Accept(null, events)
            : Decision.Reject(new Finding(Reason.GrantEnded, "None of them outlives the epoch."));
    }

    /// <summary>Says that no such entry waits.</summary>
    public static Finding NoSuchEntry(string follower, long position) =>
        new(Reason.NotFound, $"The follower \"{SafeText.Show(follower)}\" has set aside no entry at position {Number(position)}.")
        {
            Value = Number(position),
            Fix = "List what it has set aside; an entry that it could take meanwhile waits no longer.",
        };
}
