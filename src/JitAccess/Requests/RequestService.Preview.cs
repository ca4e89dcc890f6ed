using JitAccess.Committing;

namespace JitAccess;

internal sealed partial class RequestService
{
    /// <inheritdoc/>
    public async ValueTask<JitPreview> PreviewAsync(Caller caller, JitAsk ask, CancellationToken cancellationToken = default)
    {
        Check(caller, ask);
        var made = new Made(OpaqueId.New(), OpaqueId.New());
        var asked = new Asked(ask.Policy, ask.Ticket, ask);
        var look = await shell.LookAsync(caller, KeysOf(caller, asked, made), cancellationToken).ConfigureAwait(false);
        var weighed = await CommandShell.AskAsync(
            () => WeighAsync(caller, asked, made, look, (on, command) => Decider.Submit(on.World, command, on.Context), cancellationToken)).ConfigureAwait(false);
        if (weighed.Decision.Rejection is { } refused)
        {
            throw new JitRejectedException(refused);
        }

        var request = weighed.Decision.Events.OfType<RequestSubmitted>().Single().Request;
        return new JitPreview
        {
            Policy = request.Policy.Name,
            PolicyVersion = request.Policy.Version,
            Scopes = request.Scopes,
            Duration = request.Duration,
            StartAt = request.StartAt,
            IsApprovedAtOnce = weighed.Decision.Events.OfType<RequestApproved>().Any(),
            LapsesAt = request.Lapses,
            Stages = [.. weighed.Command.Approvers.Select(stage => Show(stage, weighed))],
        };
    }

    private static JitPreviewStage Show(StageAudience audience, Weighed weighed)
    {
        var (stage, who) = (audience.Stage, audience.Asked);
        return new JitPreviewStage(stage.Name, stage.Needs, stage.Approvers.ToString(), who is not { } entries
            ? null
            : [.. Quorum.Others(entries, weighed.Command.Requester, weighed.People).Select(entry => new JitApprover(entry.Subject, entry.DisplayName))]);
    }
}
