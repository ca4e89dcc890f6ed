using System.Collections.Immutable;
using JitAccess.Committing;
using NodaTime;

namespace JitAccess;

/// <summary>Gathers what is known of those for whom somebody stands in.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class StandInGatherer(FactGatherer gatherer)
{
    /// <summary>The voter with everybody for whom they stand in on a request.</summary>
    /// <param name="voter">Who votes, or reads.</param>
    /// <param name="delegations">The delegations of the tenant.</param>
    /// <param name="policy">The policy of the request.</param>
    /// <param name="ticket">The ticket of the request.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<Party> GatherAsync(
        Party voter, DelegationsRecord delegations, string policy, string? ticket, Instant now, CancellationToken cancellationToken)
    {
        var away = ImmutableArray.CreateBuilder<Party>();
        foreach (var subject in delegations.StandInsOf(voter.Subject, policy, now))
        {
            // Session and device are those of whoever is there; who the other is, directory and sources alone tell.
            var gathered = await gatherer.GatherAsync(subject, FactSet.Empty, policy, ticket, now, cancellationToken).ConfigureAwait(false);
            away.Add(new Party(subject)
            {
                Facts = gathered.Facts.Without(fact => FactOrigins.IsRelation(fact.Name)).InPresenceOf(voter.Facts),
                IsKnownToDirectory = gathered.KnownToDirectory,
                Refusal = gathered.Refusal,
            });
        }

        return voter with { StandsInFor = away.ToImmutable() };
    }
}
