using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitAccess.Notifications;

/// <summary>Makes the messages of an entry: who is told what. Entries of other kinds tell nobody anything.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class NotificationComposer(
    CaseReader cases,
    StageRecipients stages,
    FactWriter facts,
    NotificationAudience audience,
    JitAdministration administration,
    IOptions<NotificationOptions> options,
    IEnumerable<INotificationTemplate> templates,
    ILogger<NotificationComposer> logger)
{
    /// <summary>The kind of entry that is told at once.</summary>
    public const string GlassBroken = "glass-broken";

    /// <summary>Makes the messages of one entry, in an order that depends on nothing but whom they are for.</summary>
    public async ValueTask<IReadOnlyList<JitNotification>> ComposeAsync(JournalDelivery delivery, CancellationToken cancellationToken)
    {
        var entry = EntryContent.Of(delivery.Entry);
        var told = await JudgeAsync(entry, delivery.Entry.Tenant, cancellationToken).ConfigureAwait(false);
        return [.. told.Recipients.DistinctBy(recipient => recipient.Key, StringComparer.Ordinal).Select(recipient => Word(Make(delivery, told.Kind, About(recipient), recipient)))];

        // Whoever is acted for is told, and is no party to what the link shows.
        NotificationFacts About(NotificationRecipient recipient) =>
            told.Asks is var (of, stage) ? facts.WithApprovalLink(told.Facts, delivery.Entry, of, stage, recipient)
            : recipient.Subject is { } subject && told.Facts.ActsFor.Contains(subject) && !subject.Equals(told.Facts.Requester) ? told.Facts with { Link = null }
            : told.Facts;
    }

    private ValueTask<Told> JudgeAsync(EntryContent entry, Tenant tenant, CancellationToken cancellationToken) => entry.Kind switch
    {
        "request-submitted" => AskAsync(entry, tenant, entry.Text("request", "id"), isVote: false, cancellationToken),
        "vote-cast" => AskAsync(entry, tenant, entry.Text("request"), isVote: true, cancellationToken),
        "stage-reminded" => RemindAsync(entry, tenant, cancellationToken),
        "stage-escalated" => EscalateAsync(entry, tenant, cancellationToken),
        "request-approved" => OutcomeAsync(JitNotificationKind.RequestApproved, entry, tenant, cancellationToken),
        "request-denied" => OutcomeAsync(JitNotificationKind.RequestDenied, entry, tenant, cancellationToken),
        "request-lapsed" => OutcomeAsync(JitNotificationKind.RequestLapsed, entry, tenant, cancellationToken),
        "request-withdrawn" => OutcomeAsync(JitNotificationKind.RequestWithdrawn, entry, tenant, cancellationToken),
        "grant-activated" => BeganAsync(entry, tenant, cancellationToken),
        "grant-ending" => EndsSoonAsync(entry, tenant, cancellationToken),
        "grant-expired" => EndedAsync(JitNotificationKind.AccessExpired, entry, tenant, cancellationToken),
        "grant-used-up" => EndedAsync(JitNotificationKind.AccessUsedUp, entry, tenant, cancellationToken),
        "grant-revoked" => EndedAsync(JitNotificationKind.AccessRevoked, entry, tenant, cancellationToken),
        "grant-cut-off" when entry.TextIfAny("how") == GrantState.Revoked.Name() => EndedAsync(JitNotificationKind.AccessRevoked, entry, tenant, cancellationToken),
        GlassBroken => BrokenAsync(entry, tenant, cancellationToken),
        "grant-reviewed" => EndedAsync(JitNotificationKind.GrantReviewed, entry, tenant, cancellationToken),
        "delegation-made" => DelegatedAsync(JitNotificationKind.DelegationMade, entry, entry.Subject("delegation", "by"), entry.Subject("delegation", "to"), cancellationToken),
        "delegation-ended" => DelegatedAsync(JitNotificationKind.DelegationEnded, entry, entry.Subject("by"), entry.Subject("to"), cancellationToken),
        "policy-set-published" => PublishedAsync(entry, cancellationToken),
        _ => ValueTask.FromResult(Told.Nobody),
    };

    private async ValueTask<Told> AskAsync(EntryContent entry, Tenant tenant, string id, bool isVote, CancellationToken cancellationToken)
    {
        var of = await cases.OfRequestAsync(tenant, id, cancellationToken).ConfigureAwait(false);
        var stage = isVote
            ? await stages.OpenedAsync(of.Request, IsTheVote, cancellationToken).ConfigureAwait(false)
            : await stages.FirstAsync(of.Request, cancellationToken).ConfigureAwait(false);
        return stage is null
            ? Told.Nobody
            : new Told(
                JitNotificationKind.ApprovalAsked,
                await facts.OfAsync(of, entry, stage, cancellationToken).ConfigureAwait(false),
                await stages.OfAsync(of, stage, isVote ? of.Request.Votes : [], cancellationToken).ConfigureAwait(false)) { Asks = (of, stage) };

        bool IsTheVote(Vote vote) =>
            string.Equals(vote.Stage, entry.Text("vote", "stage"), StringComparison.Ordinal)
            && string.Equals(vote.Voter.Id, entry.Text("vote", "voter", "id"), StringComparison.Ordinal)
            && string.Equals(vote.Voter.Issuer, entry.Text("vote", "voter", "issuer"), StringComparison.Ordinal)
            && string.Equals(InstantText.Format(vote.At), entry.Text("vote", "at"), StringComparison.Ordinal);
    }

    private async ValueTask<Told> OutcomeAsync(JitNotificationKind kind, EntryContent entry, Tenant tenant, CancellationToken cancellationToken)
    {
        var of = await cases.OfRequestAsync(tenant, entry.Text("request"), cancellationToken).ConfigureAwait(false);
        return await ToldAsync(kind, of, entry, of.Holders, cancellationToken).ConfigureAwait(false);
    }

    // The approval told when access begins; what began with it needs no message of its own.
    private async ValueTask<Told> BeganAsync(EntryContent entry, Tenant tenant, CancellationToken cancellationToken)
    {
        var of = await cases.OfGrantAsync(tenant, entry.Text("grant", "id"), cancellationToken).ConfigureAwait(false);
        return of.Grant?.ApprovedAt is null
            ? Told.Nobody
            : await ToldAsync(JitNotificationKind.AccessBegan, of, entry, of.Holders, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Told> EndedAsync(JitNotificationKind kind, EntryContent entry, Tenant tenant, CancellationToken cancellationToken)
    {
        var of = await cases.OfGrantAsync(tenant, entry.Text("grant"), cancellationToken).ConfigureAwait(false);
        if (kind == JitNotificationKind.AccessExpired && of.Grant is { } grant && await cases.GoesOnAsync(grant, cancellationToken).ConfigureAwait(false))
        {
            return Told.Nobody;
        }

        var approvers = kind == JitNotificationKind.AccessRevoked ? of.Grant?.ApprovedBy ?? [] : [];
        return await ToldAsync(kind, of, entry, of.Holders.Concat(approvers.Where(approver => !approver.Equals(entry.Actor))), cancellationToken)
            .ConfigureAwait(false);
    }

    // At once, and to everybody who would have been asked.
    private async ValueTask<Told> BrokenAsync(EntryContent entry, Tenant tenant, CancellationToken cancellationToken)
    {
        var of = await cases.OfGrantAsync(tenant, entry.Text("grant"), cancellationToken).ConfigureAwait(false);
        return new Told(
            JitNotificationKind.GlassBroken,
            await facts.OfAsync(of, entry, stage: null, cancellationToken).ConfigureAwait(false),
            await stages.OfBrokenGlassAsync(of, entry.Rows("bypassed", "setHash", "policy", "stage"), cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<Told> PublishedAsync(EntryContent entry, CancellationToken cancellationToken)
    {
        var about = await facts.OfPublishingAsync(entry, cancellationToken).ConfigureAwait(false);
        if (options.Value.PublishedTo.Count > 0)
        {
            return new Told(
                JitNotificationKind.PoliciesPublished, about, await RecipientsAsync(options.Value.PublishedTo, cancellationToken).ConfigureAwait(false));
        }

        if (administration.MayAudit is not { } auditors)
        {
            return Told.Nobody;
        }

        var found = await audience.FindAsync(administration.OperatedBy, auditors, Relations.Unknown, await cases.NowAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        return new Told(JitNotificationKind.PoliciesPublished, about, found is { IsEmpty: false }
            ? [.. found.Value.Select(known => new NotificationRecipient { Subject = known.Subject, Entry = known })]
            : [new NotificationRecipient { Audience = auditors.ToString() }]);
    }

    private async ValueTask<Told> ToldAsync(
        JitNotificationKind kind, NotificationCase of, EntryContent entry, IEnumerable<Subject> whom, CancellationToken cancellationToken) => new(
            kind,
            await facts.OfAsync(of, entry, stage: null, cancellationToken).ConfigureAwait(false),
            await RecipientsAsync(whom, cancellationToken).ConfigureAwait(false));

    private async ValueTask<ImmutableArray<NotificationRecipient>> RecipientsAsync(IEnumerable<Subject> subjects, CancellationToken cancellationToken)
    {
        var recipients = ImmutableArray.CreateBuilder<NotificationRecipient>();
        foreach (var subject in subjects.Distinct())
        {
            recipients.Add(new NotificationRecipient
            {
                Subject = subject,
                Entry = await cases.EntryOfAsync(subject, cancellationToken).ConfigureAwait(false),
            });
        }

        return recipients.ToImmutable();
    }

    private static JitNotification Make(JournalDelivery delivery, JitNotificationKind kind, NotificationFacts about, NotificationRecipient recipient) => new()
    {
        Id = IdOf(Convert.ToHexStringLower(delivery.Entry.Hash.Span), kind, recipient),
        Kind = kind,
        Tenant = delivery.Entry.Tenant,
        Recipient = recipient,
        Position = delivery.Entry.Position,
        At = delivery.Entry.Time,
        MayBeRepeated = delivery.MayBeRepeated,
        Facts = about,
    };

    /// <summary>The id of a message, by what it comes from, what it tells and whom.</summary>
    internal static string IdOf(string origin, JitNotificationKind kind, NotificationRecipient recipient) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{origin}|{kind.Name()}|{recipient.Key}")).AsSpan(0, 16));

    // INVARIANT: whoever worded it, what leaves here breaks no line and no header.
    private JitNotification Word(JitNotification bare)
    {
        var text = DefaultTexts.Of(bare);
        var worded = bare with { Title = MessageText.Line(text.Title), Text = MessageText.Prose(text.Text) };
        foreach (var template in templates)
        {
            try
            {
                if (template.Write(worded) is { } other)
                {
                    worded = worded with { Title = MessageText.Line(other.Title), Text = MessageText.Prose(other.Text) };
                }
            }
            catch (Exception exception)
            {
                NotificationLog.TemplateFailed(logger, exception.GetType().Name);
            }
        }

        return worded;
    }

    private sealed record Told(JitNotificationKind Kind, NotificationFacts Facts, ImmutableArray<NotificationRecipient> Recipients)
    {
        /// <summary>The request and the stage that the recipients are asked to vote on.</summary>
        public (NotificationCase Of, ApprovalStage Stage)? Asks { get; init; }

        public static Told Nobody { get; } = new(default, new NotificationFacts(), []);
    }
}
