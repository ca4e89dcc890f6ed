using NodaTime;

namespace JitAccess;

// What is told on time: that a stage waits, and that a grant ends soon.
internal static partial class Decider
{
    /// <summary>Decides on a request whose stage waits: those who decide are reminded, or others may decide too; rejected where nothing is due.</summary>
    public static Decision Notify(NoticeCommand command, DecisionContext context)
    {
        var request = command.Request;
        if (RefuseSettled(request, context.Now) is { } settled)
        {
            return Decision.Reject(settled);
        }

        if (request.Waiting is not { Next: { } due } waiting || !due.HasPassed(context.Now))
        {
            return Decision.Reject(NothingDue(request.Waiting?.Next));
        }

        if (command.Policies.Effective is not { } policy)
        {
            return Decision.Reject(PolicyGone(request));
        }

        if (context.People.IsIncomplete)
        {
            return Decision.Reject(CannotTellHumans());
        }

        if (StageProgress.Of(request, policy, context.People).Asked is not { } stage)
        {
            return Decision.Reject(NothingApproves(policy));
        }

        // A policy that was published meanwhile asks somebody else: they hear of it, and time runs anew.
        var tenant = request.Subject.Tenant;
        if (!waiting.IsOf(stage))
        {
            return Decision.Accept(request.Lapses, new StageReminded(tenant, request.Id, stage.Name, context.Now) { Waiting = StageWait.On(stage, context.Now) });
        }

        return waiting.EscalateAt?.HasPassed(context.Now) == true
            ? Decision.Accept(request.Lapses, new StageEscalated(tenant, request.Id, stage.Name, stage.Hash, context.Now))
            : Decision.Accept(request.Lapses, new StageReminded(tenant, request.Id, stage.Name, context.Now) { Waiting = waiting.Reminded() });
    }

    /// <summary>Decides on a grant that ends soon: its holder is warned; rejected where no warning is due.</summary>
    public static Decision Warn(GrantRecord grant, Instant now)
    {
        if (RefuseEnded(grant, now) is { } ended)
        {
            return Decision.Reject(ended);
        }

        return grant.WarnAt is { } due && due.HasPassed(now)
            ? Decision.Accept(grant.End, new GrantEnding(grant.Subject.Tenant, grant.Id, grant.Subject, now, grant.End))
            : Decision.Reject(NothingDue(grant.WarnAt));
    }

    /// <summary>Who may decide a stage of a request now.</summary>
    private static Condition DecidersOf(ApprovalStage stage, RequestRecord request) => request.IsEscalated(stage) ? stage.Deciders : stage.Approvers;

    // A stage that is still the same has waited since it opened; another waits from now on.
    private static StageWait? WaitOf(RequestRecord request, ApprovalStage before, ApprovalStage? now, Instant at) =>
        now is not null && string.Equals(before.Hash, now.Hash, StringComparison.Ordinal) ? request.Waiting : StageWait.On(now, at);

    // A grant that begins late may be too short for a warning.
    private static GrantRecord WithWarning(GrantRecord grant, JitPolicy policy)
    {
        Deadline? warning = grant.State == GrantState.Active && policy.Warning is { } ahead ? Deadline.From(grant.End.At - ahead) : null;
        return grant with { WarnAt = warning?.HasPassed(grant.Start) == false ? warning : null };
    }

    private static Finding NothingDue(Deadline? due) =>
        new(Reason.StartNotDue, "Nothing is to be told now.") { Limit = due?.ToString() ?? "never" };

    private static Finding CannotTellHumans() =>
        new(Reason.FactSourceFailed, "The directory failed, so it cannot be told who is one human with the requester or another voter.")
        {
            Fix = "Try again when the directory answers.",
        };
}
