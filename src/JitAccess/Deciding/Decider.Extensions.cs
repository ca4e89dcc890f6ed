using NodaTime;

namespace JitAccess;

// More time for a grant that lives: another grant in its lineage, without a gap.
internal static partial class Decider
{
    /// <summary>Decides on asking for more time. For a party the state is judged before the right; for anybody else there is nothing here.</summary>
    public static Decision Extend(World world, ExtendCommand command, DecisionContext context)
    {
        var (submit, grant) = (command.Submit, command.Submit.Extends!);
        if (!IsParty(submit.Requester, grant, command.Policies, command.Rights.SeesGrants, context))
        {
            return NotFound();
        }

        if (RefuseEnded(grant, context.Now) is { } ended)
        {
            return Decision.Reject(ended);
        }

        if (!submit.Requester.Subject.Equals(grant.Subject))
        {
            return Decision.Reject(new Finding(Reason.NotHolder, "Only the holder can ask for more time.") { Fix = "Ask for access of your own." });
        }

        // INVARIANT: whoever bounds a grant bounds what goes on from it.
        if (Bounds.Among(grant.Subject, grant.ActsFor).Except(submit.Requester.ActsFor).Any())
        {
            return Decision.Reject(new Finding(Reason.NotHolder, "The grant is held for somebody for whom you do not act now.") { Fix = "Act for whomever it is held, or ask for access of your own." });
        }

        if (grant.State == GrantState.Scheduled)
        {
            return Decision.Reject(NotDue(grant));
        }

        if (grant.State == GrantState.Claimable)
        {
            return Decision.Reject(NotClaimed(grant));
        }

        if (submit.Policy is not { } current)
        {
            return Submit(world, submit, context); // which says so
        }

        return current.Policy.OfExtensions is { } policy && grant.UsesLeft is null
            ? Submit(world, submit with { Policy = new CurrentPolicy(policy, current.Pin with { OfExtensions = true }) }, context)
            : Decision.Reject(new Finding(
                Reason.NotExtendable,
                grant.UsesLeft is null ? $"The policy \"{current.Policy.Name}\" lets no grant be extended." : "A grant whose uses are counted cannot be extended.")
            {
                Value = current.Policy.Name,
                Fix = "Ask for access anew.",
            });
    }

    // The lineage lasts no longer than the policy lets it; by itself a longer duration is refused already.
    private static void CheckTotal(JitPolicy policy, GrantRecord grant, Duration duration, List<Finding> findings)
    {
        var lasts = grant.End.At - grant.Lineage;
        if (duration > policy.MaxDuration || lasts + duration <= policy.MaxDuration)
        {
            return;
        }

        var (value, limit) = (DurationText.Format(duration), DurationText.Format(policy.MaxDuration));
        var left = Duration.FromSeconds(Math.Floor((policy.MaxDuration - lasts).TotalSeconds));
        findings.Add(new Finding(
            Reason.DurationTooLong, $"{value} more would be more than {limit} in all, which is what the policy \"{policy.Name}\" allows a grant with its extensions")
        {
            Member = "duration",
            Value = value,
            Limit = limit,
            Fix = left >= policy.MinDuration ? $"Ask for at most {DurationText.Format(left)} more." : "Ask for access anew.",
        });
    }
}
