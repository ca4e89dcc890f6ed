using System.Collections.Immutable;
using JitAccess.Committing;
using NodaTime;

namespace JitAccess;

/// <summary>Shows a request to its parties as it is at one moment.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RequestViewer(PersonalTextReader texts)
{
    public async ValueTask<JitRequest> ShowAsync(
        RequestRecord request, long version, ImmutableArray<ShownStage> stages, Instant now, CancellationToken cancellationToken)
    {
        var read = await texts.ReadToShowAsync(request.Subject.Tenant, PersonalTextReader.ReferencesOf(request), cancellationToken).ConfigureAwait(false);
        return Show(request, version, stages, now, read);
    }

    /// <summary>Shows what is known without the store: everything but personal text.</summary>
    public static JitRequest ShowBare(RequestRecord request, long version, ImmutableArray<ShownStage> stages, Instant now) =>
        Show(request, version, stages, now, ImmutableDictionary<string, string>.Empty);

    /// <summary>The stages as they stand: of a pending request what both policies demand now, of a settled one what it was asked under.</summary>
    public static ImmutableArray<ShownStage> StagesOf(RequestRecord request, PolicyPair policies, People people, Instant now)
    {
        if (request.StateAt(now) != RequestState.Pending || policies.Effective is not { } policy)
        {
            return [.. (policies.Pinned?.Stages ?? []).Select(stage => Shown(
                stage,
                request.Votes.Count(vote => vote.Decision == VoteDecision.Approve && string.Equals(vote.Stage, stage.Name, StringComparison.Ordinal)),
                isOpen: false))];
        }

        var progress = StageProgress.Of(request, policy, people);
        return [.. progress.Stages.Select(stage => Shown(stage, progress.Count(stage, VoteDecision.Approve), ReferenceEquals(stage, progress.Asked)))];

        ShownStage Shown(ApprovalStage stage, int approvals, bool isOpen) =>
            new(stage.Name, stage.Needs, (request.IsEscalated(stage) ? stage.Deciders : stage.Approvers).ToString(), approvals, isOpen);
    }

    private static JitRequest Show(
        RequestRecord request, long version, ImmutableArray<ShownStage> stages, Instant now, IReadOnlyDictionary<string, string> read)
    {
        var state = request.StateAt(now);
        return new JitRequest
        {
            Id = request.Id,
            Version = version,
            Policy = request.Policy.Name,
            PolicyVersion = request.Policy.Version,
            Subject = request.Subject,
            SubjectName = Text(request.Name),
            Scopes = request.Scopes,
            Duration = request.Duration,
            StartAt = request.StartAt,
            Extends = request.Extends,
            Justification = Text(request.Justification),
            Ticket = request.Ticket,
            State = state,
            CreatedAt = request.CreatedAt,
            LapsesAt = request.Lapses,
            Stages =
            [
                .. stages.Select(stage => new JitStage(
                    stage.Name,
                    stage.Needs,
                    stage.Approvers,
                    stage.Approvals,
                    [.. request.Votes
                        .Where(vote => string.Equals(vote.Stage, stage.Name, StringComparison.Ordinal))
                        .Select(vote => new JitStageVote(vote.Voter, vote.Decision, vote.At, Text(vote.Comment)) { OnBehalfOf = vote.OnBehalfOf })],
                    stage.IsOpen)),
            ],
            GrantId = state == RequestState.Approved ? request.GrantId : null,
        };

        string? Text(string? reference) => reference is null ? null : read.GetValueOrDefault(reference);
    }
}
