namespace JitAccess.Spec;

/// <summary>The forms of tickets that the specification knows, each with a plain reading of its pattern.</summary>
internal static class SpecTicket
{
    public static readonly string[] Patterns = ["OPS-[0-9]+", "[A-Z]+-[0-9]+", "OPS-[0-9]{3}|INC"];

    public static bool Matches(string pattern, string ticket)
    {
        var parts = ticket.Split('-');
        var hasNumber = parts.Length == 2 && parts[1] != "" && parts[1].All(char.IsAsciiDigit);
        return pattern switch
        {
            "OPS-[0-9]+" => hasNumber && parts[0] == "OPS",
            "[A-Z]+-[0-9]+" => hasNumber && parts[0] != "" && parts[0].All(char.IsAsciiLetterUpper),
            "OPS-[0-9]{3}|INC" => ticket == "INC" || (hasNumber && parts[0] == "OPS" && parts[1].Length == 3),
            _ => throw new ArgumentException($"The specification does not know the pattern {pattern}.", nameof(pattern)),
        };
    }
}
