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
        return Show(request, version, policies, now, read);
    }

    /// <summary>Shows what the record alone tells: no text, and no stages.</summary>
    public static JitRequest ShowBare(RequestRecord request, long version, Instant now) =>
        Show(request, version, new PolicyPair(null, null), now, ImmutableDictionary<string, string>.Empty);

    private static JitRequest Show(
        RequestRecord request, long version, PolicyPair policies, Instant now, IReadOnlyDictionary<string, string> read)
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
