using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Collects the changes of one policy, or of one set.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ChangeList
{
    private readonly string _set;
    private readonly string? _policy;
    private readonly (string Path, string What) _under;
    private readonly List<PolicyChange> _changes;

    public ChangeList(string set, string? policy)
        : this(set, policy, ("", ""), [])
    {
    }

    private ChangeList(string set, string? policy, (string Path, string What) under, List<PolicyChange> changes)
    {
        _set = set;
        _policy = policy;
        _under = under;
        _changes = changes;
    }

    public ImmutableArray<PolicyChange> ToImmutable() => [.. _changes];

    /// <summary>Returns a list whose changes are added to this one, with a path and words before their own.</summary>
    public ChangeList Under(string path, string what) => new(_set, _policy, (_under.Path + path, _under.What + what), _changes);

    public void Add(string path, string what, string? before, string? after, PolicyEffect effect) => _changes.Add(
        new PolicyChange(_under.What + what, effect) { Set = _set, Policy = _policy, Path = _under.Path + path, Before = before, After = after });

    public void AddIf(bool changed, string path, string what, string? before, string? after, PolicyEffect effect)
    {
        if (changed)
        {
            Add(path, what, before, after, effect);
        }
    }

    /// <summary>Adds a number that changed.</summary>
    /// <param name="path">The member.</param>
    /// <param name="what">What it is.</param>
    /// <param name="before">What it was.</param>
    /// <param name="after">What it is now.</param>
    /// <param name="more">What it means that it is greater.</param>
    /// <param name="show">Says it in words.</param>
    public void AddNumber<T>(string path, string what, T before, T after, PolicyEffect more, Func<T, string> show)
        where T : IComparable<T>
    {
        var greater = after.CompareTo(before);
        AddIf(greater != 0, path, what, show(before), show(after), greater > 0 ? more : Opposite(more));
    }

    /// <summary>Adds a limit that changed, of which none allows most: a greater one is wider.</summary>
    public void AddLimit<T>(string path, string what, T? before, T? after, Func<T, string> show, string none = "no limit")
        where T : struct, IComparable<T>
    {
        if (before is { } was && after is { } now)
        {
            AddNumber(path, what, was, now, PolicyEffect.Wider, show);
        }
        else
        {
            AddIf(
                before is null != after is null,
                path,
                what,
                before is { } old ? show(old) : none,
                after is { } current ? show(current) : none,
                after is null ? PolicyEffect.Wider : PolicyEffect.Narrower);
        }
    }

    /// <summary>Adds what may be allowed up to a limit that changed, where none allows nothing: a greater one is wider.</summary>
    public void AddAllowance(string path, string what, Duration? before, Duration? after)
    {
        var effect = (after ?? Duration.Zero) > (before ?? Duration.Zero) ? PolicyEffect.Wider : PolicyEffect.Narrower;
        AddIf(before != after, path, what, Show(before), Show(after), effect);

        static string Show(Duration? duration) => duration is { } value ? DurationText.Format(value) : "none";
    }

    /// <summary>Adds a condition that changed.</summary>
    public void AddCondition(string path, string what, Condition before, Condition after)
    {
        if (before != after)
        {
            Add(path, what, $"\"{before}\"", $"\"{after}\"", EffectOf(ConditionLogic.Implies(before, after), ConditionLogic.Implies(after, before)));
        }
    }

    /// <summary>Adds a switch that was turned.</summary>
    public void AddSwitch(string path, string what, bool before, bool after, PolicyEffect on) =>
        AddIf(before != after, path, what, before ? "yes" : "no", after ? "yes" : "no", after ? on : Opposite(on));

    public static PolicyEffect EffectOf(bool staysAllowed, bool wasAllowed) => (staysAllowed, wasAllowed) switch
    {
        (true, true) => PolicyEffect.Neutral,
        (true, false) => PolicyEffect.Wider,
        (false, true) => PolicyEffect.Narrower,
        _ => PolicyEffect.Unclear,
    };

    private static PolicyEffect Opposite(PolicyEffect effect) => effect switch
    {
        PolicyEffect.Wider => PolicyEffect.Narrower,
        PolicyEffect.Narrower => PolicyEffect.Wider,
        _ => effect,
    };
}
