using JitAccess.Stores;
using Microsoft.Extensions.Options;

namespace JitAccess.Notifications;

/// <summary>Writes down what a message is about, with the names and reasons that the store still has.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FactWriter(CaseReader cases, IOptions<NotificationOptions> options)
{
    /// <summary>What there is to say of a request and its grant.</summary>
    public async ValueTask<NotificationFacts> OfAsync(NotificationCase of, EntryContent entry, ApprovalStage? stage, CancellationToken cancellationToken)
    {
        var (request, grant) = (of.Request, of.Grant);
        var waits = grant?.State == GrantState.Claimable;
        var denials = request.Votes.Where(vote => vote.Decision == VoteDecision.Deny).Select(vote => vote.Comment);
        var why = entry.TextIfAny("why") ?? entry.TextIfAny("review", "comment");
        var texts = await cases.TextsAsync(of.Tenant, [request.Name, request.Justification, why, .. denials], cancellationToken).ConfigureAwait(false);
        return new NotificationFacts
        {
            Policy = request.Policy.Name,
            RequestId = request.Id,
            GrantId = grant?.Id,
            Requester = request.Subject,
            RequesterName = await NameOfAsync(request.Subject, Text(request.Name), cancellationToken).ConfigureAwait(false),
            ActsFor = request.ActsFor,
            Scopes = grant?.Scopes ?? request.Scopes,
            Duration = request.Duration,
            Justification = Text(request.Justification),
            Ticket = request.Ticket,
            Extends = request.Extends,
            Start = waits ? null : grant?.Start ?? request.StartAt,
            End = waits ? null : grant?.End,
            ClaimBy = waits ? grant!.End : null,
            Stage = stage?.Name,
            Needs = stage?.Needs,
            DecideBy = request.Lapses,
            RequestNow = request.StateAt(of.Now),
            Actor = entry.Actor,
            ActorName = entry.Actor is { } actor ? await NameOfAsync(actor, null, cancellationToken).ConfigureAwait(false) : entry.Host,
            Because = why is not null ? Text(why) : entry.Kind == "request-denied" ? Joined(denials.OfType<string>().Select(Text)) : null,
            Review = entry.Kind == "grant-reviewed" ? grant?.Review?.Outcome : null,
            Link = LinkTo(grant is null || entry.Kind.StartsWith("request-", StringComparison.Ordinal) ? $"requests/{request.Id}" : $"grants/{grant.Id}"),
        };

        string? Text(string? reference) => reference is null ? null : texts.GetValueOrDefault(reference) ?? NotificationFacts.Erased;
    }

    /// <summary>What there is to say of a policy set that was published.</summary>
    public async ValueTask<NotificationFacts> OfPublishingAsync(EntryContent entry, CancellationToken cancellationToken) => new()
    {
        PolicySet = entry.Text("set"),
        PolicySetVersion = entry.Number("version"),
        Actor = entry.Actor,
        ActorName = entry.Actor is { } actor ? await NameOfAsync(actor, null, cancellationToken).ConfigureAwait(false) : entry.Host,
    };

    /// <summary>What there is to say of a delegation.</summary>
    public async ValueTask<NotificationFacts> OfDelegationAsync(EntryContent entry, Subject by, Subject to, CancellationToken cancellationToken) => new()
    {
        Delegator = by,
        Delegate = to,
        Start = InstantOf(entry.TextIfAny("delegation", "from")),
        End = InstantOf(entry.TextIfAny("delegation", "until")) is { } until ? Deadline.From(until) : null,
        Actor = entry.Actor,
        ActorName = entry.Actor is { } actor ? await NameOfAsync(actor, null, cancellationToken).ConfigureAwait(false) : entry.Host,
    };

    private static NodaTime.Instant? InstantOf(string? text) => InstantText.TryParse(text, out var instant) ? instant : null;

    private async ValueTask<string> NameOfAsync(Subject subject, string? written, CancellationToken cancellationToken) =>
        (await cases.EntryOfAsync(subject, cancellationToken).ConfigureAwait(false))?.DisplayName ?? written ?? subject.Id;

    private static string? Joined(IEnumerable<string?> texts) => string.Join('\n', texts) is { Length: > 0 } all ? all : null;

    private Uri? LinkTo(string what) => options.Value.LinkBase is { } link ? new Uri(link.AbsoluteUri.TrimEnd('/') + "/" + what) : null;
}
