using System.Collections.Immutable;
using JitAccess.Committing;
using NodaTime;

namespace JitAccess;

/// <summary>Shows a grant to its parties as it is at one moment.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GrantViewer(PersonalTextReader texts)
{
    public async ValueTask<JitGrant> ShowAsync(GrantRecord grant, Instant now, CancellationToken cancellationToken)
    {
        var read = await texts.ReadToShowAsync(grant.Subject.Tenant, [grant.Name, grant.EndedBecause, grant.Review?.Comment], cancellationToken).ConfigureAwait(false);
        return Show(grant, now, read);
    }

    /// <summary>Shows what the record alone tells: no text.</summary>
    public static JitGrant ShowBare(GrantRecord grant, Instant now) => Show(grant, now, ImmutableDictionary<string, string>.Empty);

    private static JitGrant Show(GrantRecord grant, Instant now, IReadOnlyDictionary<string, string> read)
    {
        var state = grant.StateAt(now);
        var isLive = state is GrantState.Scheduled or GrantState.Claimable or GrantState.Active;
        return new JitGrant
        {
            Id = grant.Id,
            RequestId = grant.RequestId,
            Policy = grant.Policy.Name,
            Subject = grant.Subject,
            SubjectName = Text(grant.Name),
            Scopes = grant.Scopes,
            State = state,
            Start = grant.Start,
            End = grant.End,
            Extends = grant.Extends,
            Left = isLive ? Duration.FromSeconds((long)grant.End.Remaining(now).TotalSeconds) : Duration.Zero,
            UsesLeft = grant.UsesLeft,
            ApprovedBy = grant.ApprovedBy,
            EndedBecause = isLive ? null : Text(grant.EndedBecause) ?? (grant.CutOff ?? state).Name(),
            Review = grant.BreaksGlass != true ? null : grant.Review is not { } review ? new JitGrantReview() : new JitGrantReview
            {
                Outcome = review.Outcome,
                By = review.By,
                At = review.At,
                Comment = Text(review.Comment),
            },
        };

        string? Text(string? reference) => reference is null ? null : read.GetValueOrDefault(reference);
    }
}
