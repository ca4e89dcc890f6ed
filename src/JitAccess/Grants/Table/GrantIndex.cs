namespace JitAccess;

/// <summary>The grants of a subject that has many, by what they are for, so that a check looks only at those that may cover its resource.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
internal sealed class GrantIndex
{
    private readonly GrantSlot[] _slots;

    // Where in the array, ascending: by path; and by the path of a wildcard without its asterisk, with which every resource below it begins.
    private readonly Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _paths;
    private readonly Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _stems;

    public GrantIndex(GrantSlot[] slots)
    {
        _slots = slots;
        var places = slots
            .SelectMany((slot, place) => slot.Grant.Scopes.Select(scope => scope.Resource).Distinct().Select(resource => (resource, place)))
            .ToLookup(item => item.resource.IsWildcard);
        _paths = Group(places[false].Select(item => (item.resource.Path, item.place)));
        _stems = Group(places[true].Select(item => (item.resource.Path[..^1], item.place)));
    }

    /// <summary>Answers a question.</summary>
    public GrantCheck Search(GrantSearch question)
    {
        var resource = question.Resource;
        if (resource.Length <= Resource.MaxLength) // a longer one is refused whatever covers it
        {
            Look(ref question, _paths, resource);
            if (_stems.Dictionary.Count > 0)
            {
                LookAbove(ref question, resource);
            }
        }

        return question.Answer(_slots);
    }

    private static Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> Group(IEnumerable<(string Key, int Place)> places) => places
        .GroupBy(item => item.Key, item => item.Place, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private void LookAbove(ref GrantSearch question, ReadOnlySpan<char> resource)
    {
        Look(ref question, _stems, []);
        for (var (end, level) = (0, 1); level < Resource.MaxSegments; level++)
        {
            var slash = resource[end..].IndexOf('/');
            if (slash < 0)
            {
                return;
            }

            end += slash + 1;
            Look(ref question, _stems, resource[..end]);
        }
    }

    private void Look(ref GrantSearch question, Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> index, ReadOnlySpan<char> key)
    {
        if (index.TryGetValue(key, out var places))
        {
            for (var next = 0; next < places.Length && !question.IsAllowedBy(_slots[places[next]].Grant, places[next]); next++)
            {
            }
        }
    }
}
