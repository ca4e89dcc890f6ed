namespace JitAccess;

// Whether anybody could approve at all: a request that nobody could waits for ever, so it is not made.
internal static partial class Decider
{
    private static void CheckApprovers(JitPolicy policy, SubmitCommand command, DecisionContext context, List<Finding> findings)
    {
        var ofPolicy = command.Approvers.Where(audience => policy.Stages.Any(stage => string.Equals(stage.Hash, audience.Stage.Hash, StringComparison.Ordinal)));
        foreach (var (stage, could) in Quorum.Shortfalls(ofPolicy, command.Requester, context.People))
        {
            var besides = could < stage.Needs ? "" : ", who are needed for other stages too";
            findings.Add(new Finding(
                Reason.NobodyApproves,
                $"The stage \"{stage.Name}\" needs {Number(stage.Needs)} of {stage.Deciders}, and besides you {Number(could)} could approve{besides} (policy \"{policy.Name}\")")
            {
                Member = "policy",
                Value = Number(could),
                Limit = Number(stage.Needs),
                Fix = "Ask under another policy, or talk to whoever runs the application: more people have to be able to approve.",
            });
        }
    }
}
