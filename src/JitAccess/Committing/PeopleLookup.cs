using System.Collections.Immutable;

namespace JitAccess.Committing;

/// <summary>The humans behind the accounts of one decision or one answer, as far as the directory tells.</summary>
/// <remarks>
/// Each account is looked up once, and none any more once the directory has failed: a list does not wait for it again and again. Not thread-safe.
/// </remarks>
internal sealed class PeopleLookup(FactGatherer gatherer)
{
    private readonly Dictionary<Subject, string?> _known = [];
    private bool _hasFailed;

    /// <summary>Looks up those who are not known yet; what the directory failed to tell makes the people incomplete.</summary>
    public async ValueTask<People> GatherAsync(IEnumerable<Subject> subjects, CancellationToken cancellationToken)
    {
        var people = ImmutableDictionary.CreateBuilder<Subject, string>();
        var isIncomplete = false;
        foreach (var subject in subjects.Distinct())
        {
            isIncomplete |= !await KnowAsync(subject, cancellationToken).ConfigureAwait(false);
            if (_known.GetValueOrDefault(subject) is { } person)
            {
                people[subject] = person;
            }
        }

        return new People(people.ToImmutable(), isIncomplete);
    }

    private async ValueTask<bool> KnowAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (_known.ContainsKey(subject))
        {
            return true;
        }

        if (_hasFailed)
        {
            return false;
        }

        var (entry, failed) = await gatherer.FindAsync(subject, cancellationToken).ConfigureAwait(false);
        _hasFailed = failed;
        if (!failed)
        {
            _known[subject] = entry?.PersonId;
        }

        return !failed;
    }
}
