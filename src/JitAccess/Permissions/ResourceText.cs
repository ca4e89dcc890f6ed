using System.Buffers;
using System.Globalization;
using System.Text;

namespace JitAccess;

/// <summary>The canonical form of a resource: what is refused, and in which words.</summary>
/// <remarks>The length is looked at first, so whatever is sent costs no more than the longest resource.</remarks>
internal static class ResourceText
{
    private const string Wildcard = "*";

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:@+=,;~!$&'()");

    /// <summary>Refuses a whole path; <see langword="null"/> when it is canonical.</summary>
    public static Finding? Refuse(string path)
    {
        if (path.Length == 0)
        {
            return Say("resource", path, "it is empty", "at least one segment", "Leave the resource out to mean the root.");
        }

        if (path.Length > Resource.MaxLength)
        {
            return SayTooLong("resource", path);
        }

        var segments = path.Split('/');
        if (segments.Length > Resource.MaxSegments)
        {
            return Say("resource", path, $"it has {Number(segments.Length)} segments", $"at most {Number(Resource.MaxSegments)} segments", "Name a shorter path.");
        }

        for (var index = 0; index < segments.Length; index++)
        {
            var isWildcard = index == segments.Length - 1 && segments[index] == Wildcard;
            if (!isWildcard && RefuseSegment("resource", path, segments[index]) is { } finding)
            {
                return finding;
            }
        }

        return null;
    }

    /// <summary>
    /// Says whether a path is canonical and names one resource, or is empty for the root. ASCII costs a few passes and allocates nothing.
    /// </summary>
    public static bool IsConcrete(ReadOnlySpan<char> path)
    {
        if (path.Length > Resource.MaxLength)
        {
            return false;
        }

        var isPlain = path.IndexOfAnyExcept(Plain) < 0
            && path.IndexOf("//", StringComparison.Ordinal) < 0
            && path.IndexOf("/.", StringComparison.Ordinal) < 0
            && (path.IsEmpty || (path[0] is not ('/' or '.') && path[^1] != '/'))
            && path.Count('/') < Resource.MaxSegments;
        return isPlain
            || (Ascii.IsValid(path) ? IsConcreteAscii(path) : !path.EndsWith(Wildcard, StringComparison.Ordinal) && Refuse(path.ToString()) is null);
    }

    /// <summary>Refuses a value that is to stand as one concrete segment; <see langword="null"/> when it is canonical.</summary>
    public static Finding? RefuseValue(string value)
    {
        if (value.Length > Resource.MaxLength)
        {
            return SayTooLong("resource segment", value);
        }

        return value.Contains('/', StringComparison.Ordinal)
            ? Say("resource segment", value, "it holds a /", "one segment, without /", "Send the value without a slash.")
            : RefuseSegment("resource segment", value, value);
    }

    /// <summary>Makes the finding for a text that is too long.</summary>
    public static Finding SayTooLong(string what, string text) => Say(
        what, text, $"it is {Number(text.Length)} characters long", $"at most {Number(Resource.MaxLength)} characters", "Name a shorter path.");

    /// <summary>Makes a finding that names the value, the limit and the fix.</summary>
    public static Finding Say(string what, string text, string problem, string limit, string fix)
    {
        var shown = SafeText.Show(text);
        return new Finding(Reason.ResourceNotCanonical, $"The {what} \"{shown}\" is not canonical: {problem}; it needs {limit}. {fix}")
        {
            Value = shown,
            Limit = limit,
            Fix = fix,
        };
    }

    // What RefuseSegment refuses, said in one word.
    private static bool IsConcreteAscii(ReadOnlySpan<char> path)
    {
        if (path.Count('/') >= Resource.MaxSegments)
        {
            return false;
        }

        while (true)
        {
            var end = path.IndexOf('/');
            if (!IsAsciiSegment(end < 0 ? path : path[..end]))
            {
                return false;
            }

            if (end < 0)
            {
                return true;
            }

            path = path[(end + 1)..];
        }
    }

    private static bool IsAsciiSegment(ReadOnlySpan<char> segment)
    {
        foreach (var character in segment)
        {
            if (character is < ' ' or > '~' or '*' or '\\' or '%')
            {
                return false;
            }
        }

        return segment is not ("" or "." or "..") && !HasStraySpace(segment);
    }

    private static Finding? RefuseSegment(string what, string text, string segment)
    {
        const string AsNamed = "Spell the resource exactly as the policy and the application do.";
        var (problem, limit) = ProblemOf(segment);
        return problem is null ? null : Say(what, text, problem, limit, AsNamed);
    }

    private static (string? Problem, string Limit) ProblemOf(string segment)
    {
        if (segment.Length == 0)
        {
            return ("a segment is empty", "no empty segment: no // and no / at either end");
        }

        if (segment is "." or "..")
        {
            return ("it holds the segment " + segment, "no . and no .. segment");
        }

        if (segment.AsSpan().IndexOfAny('*', '\\', '%') is >= 0 and var special)
        {
            return segment[special] == '*'
                ? ("it holds a * that is not its whole last segment", "* only as the whole last segment of a pattern, and none in a concrete resource")
                : ($"it holds the character {segment[special]}", "no \\ and no %");
        }

        if (SafeText.FirstUnsafe(segment) is >= 0 and var hidden)
        {
            return ($"it holds the character {Code(segment, hidden)}", "no control, format, bidirectional, private, unassigned or unpaired characters");
        }

        if (HasStraySpace(segment))
        {
            return ("it holds white space other than a single space between other characters", "single U+0020 inside a segment only");
        }

        return Ascii.IsValid(segment) ? (null, "") : ProblemOfNonAscii(segment);
    }

    private static (string? Problem, string Limit) ProblemOfNonAscii(string segment)
    {
        if (!UnicodeForms.Available)
        {
            return ("it is not ASCII and this process cannot normalise", "ASCII, or a process without InvariantGlobalization");
        }

        if (!segment.IsNormalized(NormalizationForm.FormC) || !segment.IsNormalized(NormalizationForm.FormKC))
        {
            return ("a segment is not in its normal form", "Unicode normalisation forms C and KC: no split accents, full-width digits or ligatures");
        }

        if (DefaultIgnorable.FirstIn(segment) is >= 0 and var invisible)
        {
            return ($"it holds the invisible character {Code(segment, invisible)}", "visible characters only");
        }

        if (Rune.GetRuneAt(segment, 0) is var first && IsMark(first))
        {
            return ($"a segment begins with the combining mark {Code(segment, 0)}", "segments that begin with a character of their own");
        }

        var skeleton = Confusables.Skeleton(segment);
        if (Ascii.IsValid(skeleton))
        {
            return ($"\"{SafeText.Show(segment)}\" passes for the ASCII text \"{SafeText.Show(skeleton)}\"", "no letters that only look like ASCII (UTS #39)");
        }

        return skeleton.AsSpan().IndexOfAny("/\\%*") >= 0
            ? ("it holds a character that passes for one of / \\ % *", "no characters that only look like / \\ % * (UTS #39)")
            : (null, "");
    }

    private static bool HasStraySpace(ReadOnlySpan<char> segment)
    {
        for (var index = 0; index < segment.Length; index++)
        {
            var isInner = index > 0 && index < segment.Length - 1 && segment[index] == ' ' && segment[index - 1] != ' ';
            if (char.IsWhiteSpace(segment[index]) && !isInner)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static string Code(string text, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"U+{(Rune.TryGetRuneAt(text, index, out var rune) ? rune.Value : text[index]):X4}");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
