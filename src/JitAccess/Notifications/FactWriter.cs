using JitAccess.Stores;
using Microsoft.Extensions.Options;

namespace JitAccess.Notifications;

/// <summary>Writes down what a message is about, with the names and reasons that the store still has.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FactWriter(CaseReader cases, IOptions<NotificationOptions> options, ApprovalLinks links)
{
    /// <summary>What there is to say of a request and its grant.</summary>
    public async ValueTask<NotificationFacts> OfAsync(NotificationCase of, EntryContent entry, ApprovalStage? stage, CancellationToken cancellationToken)
    {
        var (request, grant) = (of.Request, of.Grant);
        var waits = grant?.WaitsForHolder == true;
        var denials = request.Votes.Where(vote => vote.Decision == VoteDecision.Deny).Select(vote => vote.Comment);
        var why = entry.TextIfAny("why") ?? entry.TextIfAny("review", "comment");
        var texts = await cases.TextsAsync(of.Tenant, [request.Name, request.Justification, why, .. denials], cancellationToken).ConfigureAwait(false);
        var about = await ByAsync(entry, cancellationToken).ConfigureAwait(false);
        return about with
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
            ActorFor = [.. about.ActorFor, .. StoodInFor(entry, request)],
            Because = why is not null ? Text(why) : entry.Kind == "request-denied" ? Joined(denials.OfType<string>().Select(Text)) : null,
            Review = entry.Kind == "grant-reviewed" ? grant?.Review?.Outcome : null,
            Link = LinkTo(grant is null || entry.Kind.StartsWith("request-", StringComparison.Ordinal) ? $"requests/{request.Id}" : $"grants/{grant.Id}"),
        };

        string? Text(string? reference) => reference is null ? null : texts.GetValueOrDefault(reference) ?? NotificationFacts.Erased;
    }

    /// <summary>What one of those who are asked to vote is told: the same as all, with a link of their own.</summary>
    /// <param name="about">What all are told.</param>
    /// <param name="entry">The entry that asks them. By it the link is the same whenever the message is made anew, on whichever node.</param>
    /// <param name="of">The request as it is told.</param>
    /// <param name="stage">The stage that is asked.</param>
    /// <param name="recipient">Who is told.</param>
    public NotificationFacts WithApprovalLink(
        NotificationFacts about, StoredEntry entry, NotificationCase of, ApprovalStage stage, NotificationRecipient recipient) =>
        options.Value.ApprovalLinks && of.Request.StateAt(of.Now) == RequestState.Pending && recipient.Subject is { } approver
            && LinkTo($"requests/{of.Request.Id}") is { } page && links.Make(entry.KeyId, entry.Hash.Span, approver, of.Request, stage) is { } link
                ? about with { ApprovalLink = new Uri($"{page.AbsoluteUri}?link={link}") }
                : about;

    /// <summary>What there is to say of a policy set that was published.</summary>
    public async ValueTask<NotificationFacts> OfPublishingAsync(EntryContent entry, CancellationToken cancellationToken) =>
        await ByAsync(entry, cancellationToken).ConfigureAwait(false) with { PolicySet = entry.Text("set"), PolicySetVersion = entry.Number("version") };

    /// <summary>What there is to say of a delegation.</summary>
    public async ValueTask<NotificationFacts> OfDelegationAsync(EntryContent entry, Subject by, Subject to, CancellationToken cancellationToken)
    {
        var why = entry.TextIfAny("delegation", "justification");
        var texts = await cases.TextsAsync(by.Tenant, [why], cancellationToken).ConfigureAwait(false);
        return await ByAsync(entry, cancellationToken).ConfigureAwait(false) with
        {
            Delegator = by,
            DelegatorName = await NameOfAsync(by, null, cancellationToken).ConfigureAwait(false),
            Delegate = to,
            DelegateName = await NameOfAsync(to, null, cancellationToken).ConfigureAwait(false),
            DelegatedPolicies = entry.Texts("delegation", "policies"),
            Start = InstantOf(entry.TextIfAny("delegation", "from")),
            End = InstantOf(entry.TextIfAny("delegation", "until")) is { } until ? Deadline.From(until) : null,
            Because = why is null ? null : texts.GetValueOrDefault(why) ?? NotificationFacts.Erased,
        };
    }

    private async ValueTask<NotificationFacts> ByAsync(EntryContent entry, CancellationToken cancellationToken) => new()
    {
        Actor = entry.Actor,
        ActorName = entry.Actor is { } actor ? await NameOfAsync(actor, null, cancellationToken).ConfigureAwait(false) : entry.Host,
        ActorFor = entry.ActorFor,
    };

    // The last vote settles a request, whosever right it was.
    private static IEnumerable<Subject> StoodInFor(EntryContent entry, RequestRecord request) =>
        entry.Kind is "request-approved" or "request-denied" && request.Votes is [.., { OnBehalfOf: { } away }] ? [away] : [];

    private static NodaTime.Instant? InstantOf(string? text) => InstantText.TryParse(text, out var instant) ? instant : null;

    private async ValueTask<string> NameOfAsync(Subject subject, string? written, CancellationToken cancellationToken) =>
        (await cases.EntryOfAsync(subject, cancellationToken).ConfigureAwait(false))?.DisplayName ?? written ?? subject.Id;

    private static string? Joined(IEnumerable<string?> texts) => string.Join('\n', texts) is { Length: > 0 } all ? all : null;

    private Uri? LinkTo(string what) => options.Value.LinkBase is { } link ? new Uri(link.AbsoluteUri.TrimEnd('/') + "/" + what) : null;
}
