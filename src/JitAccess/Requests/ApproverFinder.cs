using System.Collections.Immutable;
using JitAccess.Committing;

namespace JitAccess;

/// <summary>Finds who could approve what somebody asks for, before that is decided.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ApproverFinder(Audience audience, RelationGatherer relations, PartyGatherer parties)
{
    /// <summary>Finds them, and who of them is one human with whom, the requester among them.</summary>
    /// <param name="command">What is asked for.</param>
    /// <param name="policy">Under what.</param>
    /// <param name="scopes">What it is for, where the command does not say it.</param>
    /// <param name="ledger">What the requester has and asked for.</param>
    /// <param name="context">What judges the requester.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<(ImmutableArray<StageAudience> Who, People People)> FindAsync(
        SubmitCommand command, JitPolicy? policy, ImmutableArray<Scope>? scopes, LedgerRecord ledger, DecisionContext context, CancellationToken cancellationToken)
    {
        // Whoever may not ask costs the directory nothing.
        var requester = command.Requester;
        if (policy is null || policy.Stages.IsEmpty || requester.Refusal is not null
            || !Decider.MayAsk(requester, policy, command.Ticket, context))
        {
            return ([], context.People);
        }

        scopes ??= AskedScopes.Choose(policy, command.Permissions, command.Resource, []);
        if (RequestLimits.Refuse(ledger.At(context.Now), policy, scopes.Value, context) is not null)
        {
            return ([], context.People); // nor does whoever has asked too much
        }

        var related = await relations.LookUp().FindAsync(policy.Stages, requester.Subject, scopes.Value, cancellationToken).ConfigureAwait(false);
        var found = await audience.FindAsync(requester.Subject.Tenant, policy.Stages, related, context.Now, cancellationToken).ConfigureAwait(false);
        if (found.All(stage => stage.Who is null))
        {
            return (found, context.People);
        }

        // What the directory does not tell of the requester makes more people count as others, never fewer.
        var people = await parties.LookUpPeople().GatherAsync([requester.Subject, .. requester.ActsFor], cancellationToken).ConfigureAwait(false);
        return (found, people.With(found.SelectMany(stage => stage.Who ?? [])));
    }
}
