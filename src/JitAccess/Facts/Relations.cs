using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Who is related to what is asked for, as far as it was needed and the directory tells.</summary>
/// <param name="Managers">Those who manage the requester; <see langword="null"/> when it is not known.</param>
/// <param name="Owners">Those who own every resource; <see langword="null"/> when it is not known.</param>
internal sealed record Relations(ImmutableArray<Subject>? Managers, ImmutableArray<Subject>? Owners)
{
    /// <summary>What the fact of a relation says of whoever stands in it.</summary>
    public const string Yes = "true";

    private const string No = "false";

    public static Relations Unknown { get; } = new(null, null);

    public ImmutableArray<Subject>? Of(string relation) => relation switch
    {
        RelationCondition.Manager => Managers,
        RelationCondition.Owner => Owners,
        _ => null,
    };

    /// <summary>Adds what is known of somebody's relations to what else is known of them.</summary>
    public FactSet Apply(FactSet facts, Subject subject, Instant now)
    {
        foreach (var relation in (string[])[RelationCondition.Manager, RelationCondition.Owner])
        {
            if (Of(relation) is { } related)
            {
                facts = facts.With([new Fact(FactNames.RelationPrefix + relation, [related.Contains(subject) ? Yes : No], FactOrigins.Directory, now)]);
            }
        }

        return facts;
    }

    /// <summary>Somebody who may approve, with what is known of their relations.</summary>
    public Party Apply(Party voter, Instant now) => Managers is null && Owners is null ? voter : voter with
    {
        Facts = Apply(voter.Facts, voter.Subject, now),
        StandsInFor = [.. voter.StandsInFor.Select(away => Apply(away, now))],
        Principals = [.. voter.Principals.Select(principal => principal with { Facts = Apply(principal.Facts, principal.Subject, now) })],
    };
}
