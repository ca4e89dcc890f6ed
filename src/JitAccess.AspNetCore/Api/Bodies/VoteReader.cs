namespace JitAccess;

/// <summary>Reads a <see cref="JitVoteBody"/>.</summary>
internal static class VoteReader
{
    public static JitVote? Read(StrictObject body, ICollection<Finding> findings)
    {
        var decision = body.OneOf("decision", VoteDecision.Approve.Name(), VoteDecision.Deny.Name());
        var comment = body.OptionalProse("comment", ProseText.MaxLength);
        var vote = new JitVote(decision == VoteDecision.Approve.Name() ? VoteDecision.Approve : VoteDecision.Deny) { Comment = comment };
        return body.OptionalObject("narrowTo") is { } narrowTo ? ReadNarrowing(vote, narrowTo, findings) : vote;
    }

    private static JitVote ReadNarrowing(JitVote vote, StrictObject narrowTo, ICollection<Finding> findings)
    {
        vote = vote with
        {
            NarrowToDuration = narrowTo.OptionalDuration("duration"),
            NarrowToPermissions = ScopeReader.OptionalPermissions(narrowTo, findings),
            NarrowToResource = ScopeReader.OptionalResource(narrowTo, findings),
        };
        narrowTo.Close(ServerMembers.Names);
        if (narrowTo.IsObject && !narrowTo.Has("duration") && !narrowTo.Has("permissions") && !narrowTo.Has("resource"))
        {
            findings.Add(new Finding(Reason.MemberMissing, "\"narrowTo\" names nothing to narrow.")
            {
                Member = narrowTo.Path,
                Limit = "at least one of duration, permissions, resource",
                Fix = "Leave narrowTo out to approve as asked.",
            });
        }

        return vote;
    }
}
