using System.Collections.Immutable;
using JitAccess.Committing;

namespace JitAccess.Notifications;

/// <summary>Tells which stage a request has just come to, who can vote on it, and who was passed over when the glass was broken.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class StageRecipients(
    RecordReader records, PolicyLibrary library, PartyGatherer parties, RelationGatherer relations, CaseReader cases, NotificationAudience audience)
{
    /// <summary>The first stage of a request; nothing where none is asked.</summary>
    public ValueTask<ApprovalStage?> FirstAsync(RequestRecord request, CancellationToken cancellationToken) =>
        OpenAfterAsync(request, [], before: null, cancellationToken);

    /// <summary>The stage that a vote has opened; nothing where it opened none.</summary>
    public ValueTask<ApprovalStage?> OpenedAsync(RequestRecord request, Func<Vote, bool> isTheVote, CancellationToken cancellationToken)
    {
        var index = request.Votes.TakeWhile(vote => !isTheVote(vote)).Count();
        return index >= request.Votes.Length
            ? ValueTask.FromResult<ApprovalStage?>(null)
            : OpenAfterAsync(request, request.Votes[..(index + 1)], request.Votes[..index], cancellationToken);
    }

    /// <summary>The stage of a name that both versions of the policy demand; nothing where they demand none of that name any more.</summary>
    public async ValueTask<ApprovalStage?> NamedAsync(RequestRecord request, string name, CancellationToken cancellationToken) =>
        (await PolicyOfAsync(request, cancellationToken).ConfigureAwait(false))?.Stages.FirstOrDefault(stage => string.Equals(stage.Name, name, StringComparison.Ordinal));

    /// <summary>Those who can vote on a stage now, but whoever asks or has voted; or the stage in words where nobody can tell who they are.</summary>
    public ValueTask<ImmutableArray<NotificationRecipient>> OfAsync(
        NotificationCase of, ApprovalStage stage, ImmutableArray<Vote> votes, CancellationToken cancellationToken) =>
        OfAsync(of, stage, of.Request.IsEscalated(stage) ? stage.Deciders : stage.Approvers, votes, cancellationToken);

    /// <summary>Some of those who can vote on a stage.</summary>
    public async ValueTask<ImmutableArray<NotificationRecipient>> OfAsync(
        NotificationCase of, ApprovalStage stage, Condition who, ImmutableArray<Vote> votes, CancellationToken cancellationToken)
    {
        var others = await OthersAsync(of.Holders.Concat(votes.SelectMany(vote => vote.ActsFor.Prepend(vote.Voter))), cancellationToken).ConfigureAwait(false);
        return await OfAsync(of, stage, who, others, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Those who would have been asked for any of it, and those who review it now; but whoever broke the glass.</summary>
    public async ValueTask<ImmutableArray<NotificationRecipient>> OfBrokenGlassAsync(
        NotificationCase of, IEnumerable<string[]> bypassed, CancellationToken cancellationToken)
    {
        var catalogue = (await records.LoadAsync([CatalogueRecord.TheKey], cancellationToken).ConfigureAwait(false)).World.Catalogue;
        var stages = new List<ApprovalStage>();
        foreach (var item in bypassed)
        {
            if (await library.StageAsync(item[0], item[1], item[2], cancellationToken).ConfigureAwait(false) is { } stage)
            {
                stages.Add(stage);
            }
        }

        if ((await library.PairAsync(catalogue, of.Request.Policy, cancellationToken).ConfigureAwait(false)).BreakGlass is { } glass)
        {
            stages.Add(new ApprovalStage("review", glass.Reviewers, needs: 1, deniedBy: 1));
        }

        var others = await OthersAsync(of.Holders, cancellationToken).ConfigureAwait(false);
        var recipients = new List<NotificationRecipient>();
        foreach (var stage in stages.DistinctBy(stage => stage.Approvers))
        {
            recipients.AddRange(await OfAsync(of, stage, stage.Approvers, others, cancellationToken).ConfigureAwait(false));
        }

        return [.. recipients];
    }

    private async ValueTask<ImmutableArray<NotificationRecipient>> OfAsync(
        NotificationCase of, ApprovalStage stage, Condition who, List<Identity> others, CancellationToken cancellationToken)
    {
        var related = await relations.LookUp().FindAsync([stage], of.Request.Subject, of.Request.Scopes, cancellationToken).ConfigureAwait(false);
        var found = await audience.FindAsync(of.Tenant, who, related, of.Now, cancellationToken).ConfigureAwait(false);
        List<NotificationRecipient> recipients =
        [
            .. (found ?? []).Where(entry => IsAsked(entry)).Select(entry => new NotificationRecipient { Subject = entry.Subject, Entry = entry }),
        ];
        recipients.AddRange(await StandInsAsync(of, recipients, IsAsked, cancellationToken).ConfigureAwait(false));
        return recipients.Count == 0 ? [new NotificationRecipient { Audience = who.ToString() }] : [.. recipients];

        bool IsAsked(DirectoryEntry entry) => entry is { IsActive: true, Subject.Kind: SubjectKind.Human } && !SameHuman.AnyIn([new Identity(entry.Subject, entry.PersonId)], others);
    }

    // Whoever is asked themselves too is told once, as that.
    private async ValueTask<List<NotificationRecipient>> StandInsAsync(
        NotificationCase of, List<NotificationRecipient> asked, Predicate<DirectoryEntry> isAsked, CancellationToken cancellationToken)
    {
        var delegations = (await records.LoadAsync([DelegationsRecord.KeyOf(of.Tenant)], cancellationToken).ConfigureAwait(false)).World.Delegations(of.Tenant);
        var standIns = new List<NotificationRecipient>();
        foreach (var away in asked)
        {
            foreach (var subject in delegations.StandingInFor(away.Subject!, of.Request.Policy.Name, of.Now))
            {
                var entry = await cases.EntryOfAsync(subject, cancellationToken).ConfigureAwait(false);
                if (isAsked(entry ?? new DirectoryEntry(subject)))
                {
                    standIns.Add(new NotificationRecipient { Subject = subject, Entry = entry, StandsInFor = away.Subject, StandsInForName = away.Name });
                }
            }
        }

        return standIns;
    }

    private async ValueTask<List<Identity>> OthersAsync(IEnumerable<Subject> subjects, CancellationToken cancellationToken)
    {
        var others = new List<Identity>();
        foreach (var subject in subjects.Distinct())
        {
            others.Add(new Identity(subject, (await cases.EntryOfAsync(subject, cancellationToken).ConfigureAwait(false))?.PersonId));
        }

        return others;
    }

    private async ValueTask<ApprovalStage?> OpenAfterAsync(
        RequestRecord request, ImmutableArray<Vote> after, ImmutableArray<Vote>? before, CancellationToken cancellationToken)
    {
        if (await PolicyOfAsync(request, cancellationToken).ConfigureAwait(false) is not { } policy)
        {
            return null; // nothing more is approved under it
        }

        var people = await parties.LookUpPeople().GatherAsync(request.People, cancellationToken).ConfigureAwait(false);
        var open = OpenOf(after);
        return before is { } earlier && string.Equals(OpenOf(earlier)?.Name, open?.Name, StringComparison.Ordinal) ? null : open;

        ApprovalStage? OpenOf(ImmutableArray<Vote> votes) => StageProgress.Of(request with { Votes = votes }, policy, people).Open;
    }

    private async ValueTask<JitPolicy?> PolicyOfAsync(RequestRecord request, CancellationToken cancellationToken)
    {
        var loaded = await records.LoadAsync([CatalogueRecord.TheKey], cancellationToken).ConfigureAwait(false);
        return (await library.PairAsync(loaded.World.Catalogue, request.Policy, cancellationToken).ConfigureAwait(false)).Effective;
    }
}
