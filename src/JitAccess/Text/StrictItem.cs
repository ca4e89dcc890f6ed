using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace JitAccess;

/// <summary>One JSON value and where it stands.</summary>
internal readonly record struct StrictItem(JsonElement Element, string Path)
{
    /// <summary>Reads the value as a text; <see langword="null"/>, with a finding, when it is none.</summary>
    public string? Text(int min, int max, bool prose, ICollection<Finding> findings)
    {
        if (Element.ValueKind != JsonValueKind.String)
        {
            findings.Add(StrictJson.WrongType(Element, Path, "a text"));
            return null;
        }

        if (!StrictJson.TryText(Element, out var text))
        {
            findings.Add(StrictJson.Unpaired(Path));
            return null;
        }

        if (text.Length < min || text.Length > max || (prose ? SafeText.FirstUnsafeInProse(text) : SafeText.FirstUnsafe(text)) >= 0)
        {
            findings.Add(StrictJson.BadText(text, Path, min, max));
            return null;
        }

        return text;
    }

    /// <summary>Reads the items of an array; of one that is too long, with a finding, as many as are allowed.</summary>
    public ImmutableArray<StrictItem> Items(int max, ICollection<Finding> findings)
    {
        var count = Element.GetArrayLength();
        if (count > max)
        {
            var limit = string.Create(CultureInfo.InvariantCulture, $"at most {max} items");
            var shown = count.ToString(CultureInfo.InvariantCulture);
            findings.Add(new Finding(Reason.ValueInvalid, $"\"{Path}\" has {shown} items, and it takes {limit}.")
            {
                Member = Path,
                Value = shown,
                Limit = limit,
                Fix = "Send fewer.",
            });
        }

        var path = Path;
        return [.. Element.EnumerateArray().Take(max).Select((item, index) => new StrictItem(item, StrictJson.Under(path, index)))];
    }
}
