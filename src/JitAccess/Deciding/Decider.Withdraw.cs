namespace JitAccess;

internal static partial class Decider
{
    /// <summary>Decides on taking a request back.</summary>
    public static Decision Withdraw(WithdrawCommand command, DecisionContext context)
    {
        var request = command.Request;
        if (!IsParty(command.Caller, request, command.Policies, command.MayAudit, context))
        {
            return NotFound();
        }

        if (RefuseSettled(request, context.Now) is { } settled)
        {
            return Decision.Reject(settled);
        }

        return command.Caller.Subject.Equals(request.Subject)
            ? Decision.Accept(request.Lapses, new RequestWithdrawn(request.Subject.Tenant, request.Id, context.Now))
            : Decision.Reject(new Finding(Reason.NotRequester, "Only the requester can withdraw a request.") { Fix = "Vote on it instead." });
    }
}
