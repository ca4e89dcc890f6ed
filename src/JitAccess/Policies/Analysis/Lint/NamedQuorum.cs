using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Whether stages can be met, as far as their people are named: each human counts once in a request, and whoever asks never.</summary>
/// <remarks>
/// INVARIANT: it never counts fewer humans than there are: accounts count as one only where any two of them do, and a stage that does not name all of its people
/// is left out, for it may have any number.
/// </remarks>
internal sealed class NamedQuorum
{
    // More people than this are enough for whatever is asked for, or nobody's to compare.
    private const int MaxPeople = 200;

    private readonly ImmutableArray<ApprovalStage> _stages;
    private readonly ImmutableArray<Subject>?[] _named;
    private readonly ImmutableArray<Subject?> _requesters;

    public NamedQuorum(Condition eligible, ImmutableArray<ApprovalStage> stages, Instant now)
    {
        _stages = stages;
        _named = [.. stages.Select(stage => NamedPeople.Of(stage.Deciders, now) is { } people && people.Length <= MaxPeople ? people : default(ImmutableArray<Subject>?))];

        // Where those who ask are not all named it may be somebody who approves nothing.
        _requesters = NamedPeople.Of(eligible, now) is { IsEmpty: false } people && people.Length <= MaxPeople ? [.. people] : [null];
    }

    /// <summary>How many humans can decide a stage at most, whoever asks; <see langword="null"/> when they are not all named.</summary>
    public int? PeopleFor(int stage) =>
        _named[stage] is { } named ? _requesters.Max(requester => HumansOf(Without(named, requester)).Count) : null;

    /// <summary>Says whether all stages can be met together, for at least one who may ask.</summary>
    public bool CanBeMet() => _requesters.Any(CanBeMetFor);

    private bool CanBeMetFor(Subject? requester)
    {
        var stages = Enumerable.Range(0, _stages.Length).Where(stage => _named[stage] is not null).ToList();
        var humans = HumansOf([.. stages.SelectMany(stage => Without(_named[stage]!.Value, requester)).Distinct()]);
        if (humans.Count > MaxPeople)
        {
            return true;
        }

        // A place for every approval that is needed, and the human who fills it.
        var places = stages.SelectMany(stage => Enumerable.Repeat(stage, _stages[stage].Needs)).ToList();
        var filled = new int[humans.Count];
        Array.Fill(filled, -1);
        return places.Count <= humans.Count && Enumerable.Range(0, places.Count).All(place => Fill(place, places, humans, filled, new bool[humans.Count]));
    }

    // Takes a human who is free, or one whose place another can fill.
    private bool Fill(int place, List<int> places, List<List<Subject>> humans, int[] filled, bool[] asked)
    {
        for (var human = 0; human < humans.Count; human++)
        {
            if (asked[human] || !humans[human].Exists(account => _named[places[place]]!.Value.Contains(account)))
            {
                continue;
            }

            asked[human] = true;
            if (filled[human] < 0 || Fill(filled[human], places, humans, filled, asked))
            {
                filled[human] = place;
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<Subject> Without(ImmutableArray<Subject> people, Subject? requester) =>
        requester is null ? people : people.RemoveAll(account => SameHuman.Is(account, requester));

    private static List<List<Subject>> HumansOf(ImmutableArray<Subject> accounts)
    {
        var humans = new List<List<Subject>>();
        foreach (var account in accounts)
        {
            if (humans.Find(human => human.TrueForAll(other => SameHuman.Is(account, other))) is { } known)
            {
                known.Add(account);
            }
            else
            {
                humans.Add([account]);
            }
        }

        return humans;
    }
}
