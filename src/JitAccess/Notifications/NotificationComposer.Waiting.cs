namespace JitAccess.Notifications;

// What is told on time, and to those who stand in for others.
internal sealed partial class NotificationComposer
{
    // Nobody is reminded of what has been settled meanwhile.
    private async ValueTask<Told> RemindAsync(EntryContent entry, Tenant tenant, CancellationToken cancellationToken)
    {
        var of = await cases.OfRequestAsync(tenant, entry.Text("request"), cancellationToken).ConfigureAwait(false);
        return of.Request.StateAt(of.Now) == RequestState.Pending
            && await stages.NamedAsync(of.Request, entry.Text("stage"), cancellationToken).ConfigureAwait(false) is { } stage
            ? new Told(
                JitNotificationKind.ApprovalReminder,
                await facts.OfAsync(of, entry, stage, cancellationToken).ConfigureAwait(false),
                await stages.OfAsync(of, stage, of.Request.Votes, cancellationToken).ConfigureAwait(false)) { Asks = (of, stage) }
            : Told.Nobody;
    }

    // Those who could decide before have been asked.
    private async ValueTask<Told> EscalateAsync(EntryContent entry, Tenant tenant, CancellationToken cancellationToken)
    {
        var of = await cases.OfRequestAsync(tenant, entry.Text("request"), cancellationToken).ConfigureAwait(false);
        return await stages.NamedAsync(of.Request, entry.Text("stage"), cancellationToken).ConfigureAwait(false) is { Escalation: { } escalation } stage
            ? new Told(
                JitNotificationKind.ApprovalAsked,
                await facts.OfAsync(of, entry, stage, cancellationToken).ConfigureAwait(false),
                await stages.OfAsync(of, stage, escalation.To, of.Request.Votes, cancellationToken).ConfigureAwait(false)) { Asks = (of, stage) }
            : Told.Nobody;
    }

    // Nobody is warned of what has ended by now, or goes on.
    private async ValueTask<Told> EndsSoonAsync(EntryContent entry, Tenant tenant, CancellationToken cancellationToken)
    {
        var of = await cases.OfGrantAsync(tenant, entry.Text("grant"), cancellationToken).ConfigureAwait(false);
        return of.Grant is { } grant && grant.StateAt(of.Now) == GrantState.Active && !await cases.GoesOnAsync(grant, cancellationToken).ConfigureAwait(false)
            ? await ToldAsync(JitNotificationKind.AccessEnding, of, entry, of.Holders, cancellationToken).ConfigureAwait(false)
            : Told.Nobody;
    }

    // Whoever did it knows.
    private async ValueTask<Told> DelegatedAsync(JitNotificationKind kind, EntryContent entry, Subject by, Subject to, CancellationToken cancellationToken) => new(
        kind,
        await facts.OfDelegationAsync(entry, by, to, cancellationToken).ConfigureAwait(false),
        await RecipientsAsync(new[] { by, to }.Where(subject => !subject.Equals(entry.Actor)), cancellationToken).ConfigureAwait(false));
}
