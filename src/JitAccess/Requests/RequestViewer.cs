using System.Collections.Immutable;
using JitAccess.Committing;
using NodaTime;

namespace JitAccess;

/// <summary>Shows a request to its parties as it is at one moment.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RequestViewer(PersonalTextReader texts)
{
    public async ValueTask<JitRequest> ShowAsync(
        RequestRecord request, long version, PolicyPair policies, Instant now, CancellationToken cancellationToken)
    {
        var read = await texts.ReadAsync(request.Subject.Tenant, PersonalTextReader.ReferencesOf(request), cancellationToken).ConfigureAwait(false);
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
            Justification = Text(request.Justification),
            Ticket = request.Ticket,
            State = state,
            CreatedAt = request.CreatedAt,
            LapsesAt = request.Lapses,
            Stages = StagesOf(request, state, policies, Text),
            GrantId = state == RequestState.Approved ? request.GrantId : null,
        };

        string? Text(string? reference) => reference is null ? null : read.GetValueOrDefault(reference);
    }

    // A pending request shows what both policies demand now; a settled one what it was asked under.
    private static ImmutableArray<JitStage> StagesOf(
        RequestRecord request, RequestState state, PolicyPair policies, Func<string?, string?> text)
    {
        var stages = (state == RequestState.Pending ? policies.Effective : null)?.Stages ?? policies.Pinned?.Stages ?? [];
        var open = state == RequestState.Pending && policies.Effective is { } policy ? StageProgress.Of(request, policy, People.Unknown).Open : null;
        return [.. stages.Select(stage => new JitStage(
            stage.Name,
            stage.Needs,
            stage.Approvers.ToString(),
            [.. request.Votes
                .Where(vote => string.Equals(vote.Stage, stage.Name, StringComparison.Ordinal))
                .Select(vote => new JitStageVote(vote.Voter, vote.Decision, vote.At, text(vote.Comment)))],
            ReferenceEquals(stage, open)))];
    }
}
