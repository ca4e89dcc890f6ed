using JitAccess.Committing;

namespace JitAccess;

internal sealed partial class GrantService
{
    /// <inheritdoc/>
    public async ValueTask<JitGrant> ReviewAsync(
        Caller caller, string id, JitReview review, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(review);
        ProseText.DemandReason(review.Comment, "Say what was found.", "comment");
        var seen = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
        var committed = await shell.RunAsync(
            new CommandPlan(caller, new CommandAnswer(seen.Key))
            {
                Idempotency = idempotency,
                FindKeys = CommandPlan.Reads([seen.Key, OwedReviewsRecord.KeyOf(seen.Subject.Tenant)]),
                Decide = async (look, token) =>
                {
                    var grant = look.World.Get<GrantRecord>(seen.Key);
                    var reviewer = await parties.GatherAsync(caller, grant.Policy.Name, ticket: null, look.Now, token).ConfigureAwait(false);
                    var pair = await policies.PairIfReadableAsync(grant.Policy, token).ConfigureAwait(false);
                    Subject[] accounts = [caller.Subject, .. caller.ActsFor, grant.Subject, .. grant.ActsFor];
                    var people = await parties.LookUpPeople().GatherAsync(accounts, token).ConfigureAwait(false);
                    var command = new ReviewCommand(reviewer, grant, pair, rights.Judge(reviewer, look.Context), review.Outcome, review.Comment);
                    return Decider.Review(command, look.Context with { People = people });
                },
            },
            cancellationToken).ConfigureAwait(false);
        return await AnswerAsync(committed, seen.Key).ConfigureAwait(false);
    }

    private async ValueTask<JitGrant> AnswerAsync(Committed committed, Stores.RecordKey key)
    {
        var (grant, now) = committed.Attempt.Replayed is { Grant: { } replayed } memory
            ? (replayed, memory.At)
            : (committed.World.Get<GrantRecord>(key), committed.Attempt.Loaded.Now);
        try
        {
            return await viewer.ShowAsync(grant, now, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Stores.StoreUnavailableException)
        {
            return GrantViewer.ShowBare(grant, now); // done is done: what cannot be read now is left out
        }
    }
}
