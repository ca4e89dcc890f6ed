using System.Collections.Immutable;
using NodaTime;

namespace JitAccess.Notifications;

/// <summary>The audience of conditions that name subjects; of any other it cannot be told who satisfies it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class NamedAudience(FactGatherer gatherer, ConditionRegistry registry) : INotificationAudience
{
    public async ValueTask<ImmutableArray<DirectoryEntry>?> FindAsync(Tenant tenant, Condition condition, Instant now, CancellationToken cancellationToken)
    {
        if (NamedIn(condition) is not { } named)
        {
            return null;
        }

        var found = ImmutableArray.CreateBuilder<DirectoryEntry>();
        foreach (var subject in named.Where(subject => subject.Tenant == tenant).Distinct())
        {
            var lookup = await gatherer.FindAsync(subject, cancellationToken).ConfigureAwait(false);
            if (lookup.Failed)
            {
                throw new DirectoryAwayException();
            }

            if (MaySatisfy(condition, subject, lookup, now))
            {
                found.Add(lookup.Entry ?? new DirectoryEntry(subject));
            }
        }

        return found.ToImmutable();
    }

    // What the directory cannot say is no reason to leave out whom the policy names: whether they may vote is decided when they do.
    private bool MaySatisfy(Condition condition, Subject subject, DirectoryLookup lookup, Instant now) =>
        lookup.Entry is not ({ IsActive: false } or { IsGroup: true })
        && condition.Evaluate(new ConditionContext(subject, DirectoryFacts.Apply(FactSet.Empty, lookup.Entry, failed: false, now), now) { Registry = registry })
            .Result != ConditionResult.NotSatisfied;

    private static IEnumerable<Subject>? NamedIn(Condition condition) => condition switch
    {
        SubjectCondition one => [one.Named],
        AnyCondition any => any.Children.Select(NamedIn).ToList() is var all && all.Contains(null) ? null : all.SelectMany(named => named!),
        AllCondition every => every.Children.Select(NamedIn).FirstOrDefault(named => named is not null),
        _ => null,
    };
}
