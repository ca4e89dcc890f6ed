namespace JitAccess;

/// <summary>The grants of a subject that has many, by what they are for, so that a check looks only at those that may cover its resource.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
internal sealed class GrantIndex
{
    private readonly PlacesByText _paths;
    private readonly PlacesByText _stems; // by the path of a wildcard without its asterisk, with which every resource below it begins

    public GrantIndex(GrantSlot[] slots)
    {
        Slots = slots;
        _paths = PlacesByText.Of(slots, isWildcard: false);
        _stems = PlacesByText.Of(slots, isWildcard: true);
    }

    /// <summary>The grants, in the order of activation.</summary>
    public GrantSlot[] Slots { get; }

    /// <summary>Answers a question.</summary>
    public GrantCheck Search(GrantSearch question)
    {
        var resource = question.Resource;
        if (resource.Length <= Resource.MaxLength) // a longer one is refused whatever covers it
        {
            Look(ref question, _paths, resource);
            if (!_stems.IsEmpty)
            {
                LookAbove(ref question, resource);
            }
        }

        return question.Answer(Slots);
    }

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

    // Whatever else lies under the same hash is looked at and does not cover the question.
    private void Look(ref GrantSearch question, PlacesByText places, ReadOnlySpan<char> text)
    {
        for (var entry = places.First(text); entry != PlacesByText.End; entry = places.Next(entry))
        {
            var place = places[entry];
            if (question.IsAllowedBy(Slots[place].Grant, place))
            {
                return; // those that follow stand after it
            }
        }
    }
}
