namespace JitAccess.Spec;

/// <summary>A condition: a kind, and what that kind needs.</summary>
internal sealed class SpecCondition
{
    /// <summary>One of <c>everyone role attribute subject hours relation all any not</c>.</summary>
    public string Kind { get; set; } = "everyone";

    /// <summary>Of an attribute; or <c>manager</c>, or <c>owner</c>.</summary>
    public string Name { get; set; } = "";

    public List<string> Values { get; set; } = [];

    public SpecAccount? Account { get; set; }

    /// <summary>Minutes of the day in UTC, half-open; a window that ends before it begins crosses midnight.</summary>
    public int From { get; set; }

    public int To { get; set; }

    public List<SpecCondition> Children { get; set; } = [];

    /// <summary>What this condition says when its input is known and it does not hold.</summary>
    private string Unmet => Kind switch
    {
        "hours" => "outside-window",
        "all" or "any" or "not" => Children[0].Unmet,
        _ => "not-eligible",
    };

    /// <summary>
    /// Judges an account: holds, does not hold, or cannot be told; in the last two cases the reasons say what is missing. Where nothing is asked for,
    /// nobody can tell who is related to it.
    /// </summary>
    public bool? Holds(SpecAccount account, List<SpecClaim> claims, SpecDirectory directory, long now, List<string> missing, SpecAim? aim = null)
    {
        switch (Kind)
        {
            case "everyone":
                return true;
            case "subject":
                return Known(account == Account, missing);
            case "hours":
                var minute = now / 60_000 % 1440;
                return Known(From < To ? minute >= From && minute < To : minute >= From || minute < To, missing);
            case "role":
            case "attribute":
                var values = directory.Values(account, claims, Kind == "role" ? "role" : "attribute:" + Name);
                if (values is null)
                {
                    missing.Add(directory.Fails ? "fact-source-failed" : "fact-missing");
                    return null;
                }

                return Known(values.Exists(Values.Contains), missing);
            case "relation":
                if (directory.Related(Name, aim) is { } related)
                {
                    return Known(related.Contains(account), missing);
                }

                missing.Add("fact-missing");
                return null;
            case "not":
                var reasons = new List<string>();
                var child = Children[0].Holds(account, claims, directory, now, reasons, aim);
                if (child is null)
                {
                    missing.AddRange(reasons);
                    return null; // what is not known is not known negated either
                }

                return Known(!child.Value, missing);
            default:
                return Combine(account, claims, directory, now, missing, aim);
        }
    }

    /// <summary>Two conditions with the same text demand the same.</summary>
    public override string ToString() => Kind switch
    {
        "role" => "role " + string.Join("/", Values),
        "attribute" => $"{Name} is {string.Join("/", Values)}",
        "subject" => $"subject {Account}",
        "hours" => $"{From}-{To}",
        "everyone" => Kind,
        "relation" => Name,
        _ => $"{Kind}({string.Join(", ", Children)})",
    };

    private bool? Combine(SpecAccount account, List<SpecClaim> claims, SpecDirectory directory, long now, List<string> missing, SpecAim? aim)
    {
        var reasons = new List<string>();
        var answers = Children.ConvertAll(child => child.Holds(account, claims, directory, now, reasons, aim));
        var decided = Kind == "all" ? answers.Contains(false) : answers.Contains(true);
        bool? answer = decided ? Kind == "any" : answers.Contains(null) ? null : Kind == "all";
        if (answer != true)
        {
            missing.AddRange(reasons);
        }

        return answer;
    }

    private bool Known(bool holds, List<string> missing)
    {
        if (!holds)
        {
            missing.Add(Unmet);
        }

        return holds;
    }
}
