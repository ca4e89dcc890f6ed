using System.Text;

namespace JitAccess.Api.Tests;

/// <summary>Says which lines of two sorted-by-type texts differ, each under the type that it belongs to.</summary>
internal static class LineDiff
{
    public static string Between(string accepted, string actual)
    {
        var before = WithOwner(accepted);
        var after = WithOwner(actual);
        var removed = before.Except(after).Select(line => (line.Owner, Sign: '-', line.Text));
        var added = after.Except(before).Select(line => (line.Owner, Sign: '+', line.Text));
        var text = new StringBuilder();
        foreach (var group in removed.Concat(added).GroupBy(line => line.Owner, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append("  ").AppendLine(group.Key);
            foreach (var (_, sign, line) in group.Where(line => line.Text.Length > 0))
            {
                text.Append(sign).Append(' ').AppendLine(line);
            }
        }

        return text.Length > 0 ? text.ToString() : "(only the order or the number of lines)";
    }

    private static List<(string Owner, string Text)> WithOwner(string text)
    {
        var lines = new List<(string, string)>();
        var owner = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var isMember = line.StartsWith(' ');
            owner = isMember ? owner : line;
            lines.Add((owner, isMember ? line : ""));
        }

        return lines;
    }
}
