using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NodaTime;

namespace JitAccess;

internal sealed partial class StrictObject
{
    /// <summary>Reads a required text of one line.</summary>
    public string? Text(string name, int max, int min = 1) => ReadText(name, min, max, required: true, prose: false);

    /// <summary>Reads an optional text of one line.</summary>
    public string? OptionalText(string name, int max, int min = 1) => ReadText(name, min, max, required: false, prose: false);

    /// <summary>Reads an optional text that people wrote; it may have several lines.</summary>
    public string? OptionalProse(string name, int max, int min = 0) => ReadText(name, min, max, required: false, prose: true);

    /// <summary>Reads a required text that people wrote; it may have several lines.</summary>
    public string? Prose(string name, int max, int min = 0) => ReadText(name, min, max, required: true, prose: true);

    /// <summary>Reads a required text that is one of a few.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> values) => ReadOneOf(name, required: true, values);

    /// <summary>Reads an optional text that is one of a few.</summary>
    public string? OptionalOneOf(string name, params ReadOnlySpan<string> values) => ReadOneOf(name, required: false, values);

    private string? ReadOneOf(string name, bool required, ReadOnlySpan<string> values)
    {
        var expected = "one of " + string.Join(", ", values.ToArray());
        if (!TryTake(name, required, expected, out var element))
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.String && StrictJson.TryText(element, out var text) && values.Contains(text))
        {
            return text;
        }

        var finding = StrictJson.WrongType(element, At(name), expected);
        _findings.Add(element.ValueKind == JsonValueKind.String ? finding with { Reason = Reason.ValueInvalid } : finding);
        return null;
    }

    /// <summary>Reads a required duration.</summary>
    public Duration? Duration(string name) => ReadDuration(name, required: true);

    /// <summary>Reads an optional duration.</summary>
    public Duration? OptionalDuration(string name) => ReadDuration(name, required: false);

    /// <summary>Reads an optional instant in UTC.</summary>
    public Instant? OptionalInstant(string name)
    {
        if (!TryTake(name, required: false, InstantText.Expected, out var element))
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.String || !StrictJson.TryText(element, out var text))
        {
            _findings.Add(StrictJson.WrongType(element, At(name), InstantText.Expected));
            return null;
        }

        if (InstantText.TryParseAny(text, out var instant))
        {
            return instant;
        }

        var shown = SafeText.Show(text);
        _findings.Add(new Finding(Reason.ValueInvalid, $"\"{At(name)}\" is \"{shown}\", and it must be {InstantText.Expected}.")
        {
            Member = At(name),
            Value = shown,
            Limit = InstantText.Expected,
            Fix = "Write it in UTC, with a Z at its end.",
        });
        return null;
    }

    /// <summary>Reads a required whole number.</summary>
    public int? Integer(string name, int min = int.MinValue, int max = int.MaxValue) => ReadInteger(name, min, max, required: true);

    /// <summary>Reads an optional whole number.</summary>
    public int? OptionalInteger(string name, int min = int.MinValue, int max = int.MaxValue) => ReadInteger(name, min, max, required: false);

    /// <summary>Reads an optional truth value.</summary>
    public bool? OptionalBoolean(string name)
    {
        if (!TryTake(name, required: false, "", out var element))
        {
            return null;
        }

        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.ValueKind == JsonValueKind.True;
        }

        _findings.Add(StrictJson.WrongType(element, At(name), "true or false"));
        return null;
    }

    /// <summary>Reads a required object.</summary>
    public StrictObject? Object(string name) =>
        TryTake(name, required: true, "an object", out var element) ? Open(element, At(name), _findings) : null;

    /// <summary>Reads an optional object.</summary>
    public StrictObject? OptionalObject(string name) =>
        TryTake(name, required: false, "", out var element) ? Open(element, At(name), _findings) : null;

    /// <summary>Reads an optional value of any type, for a reader of its own.</summary>
    public StrictItem? OptionalValue(string name) =>
        TryTake(name, required: false, "", out var element) ? new StrictItem(element, At(name)) : null;

    /// <summary>Reads a required value of any type, for a reader of its own.</summary>
    public StrictItem? Value(string name, string expected) =>
        TryTake(name, required: true, expected, out var element) ? new StrictItem(element, At(name)) : null;

    /// <summary>Reads a required array.</summary>
    public ImmutableArray<StrictItem>? Array(string name, int max) => ReadArray(name, max, required: true);

    /// <summary>Reads an optional array.</summary>
    public ImmutableArray<StrictItem>? OptionalArray(string name, int max) => ReadArray(name, max, required: false);

    /// <summary>Reads an optional array of texts of one line.</summary>
    public ImmutableArray<string>? OptionalTexts(string name, int maxCount, int maxLength) =>
        ReadArray(name, maxCount, required: false) is { } items ? ReadTexts(items, maxLength) : null;

    /// <summary>Reads a required array of texts of one line.</summary>
    public ImmutableArray<string>? Texts(string name, int maxCount, int maxLength) =>
        ReadArray(name, maxCount, required: true) is { } items ? ReadTexts(items, maxLength) : null;

    private ImmutableArray<string> ReadTexts(ImmutableArray<StrictItem> items, int maxLength) =>
        [.. items.Select(item => item.Text(1, maxLength, prose: false, _findings)).OfType<string>()];

    private string? ReadText(string name, int min, int max, bool required, bool prose) =>
        TryTake(name, required, "a text", out var element) ? new StrictItem(element, At(name)).Text(min, max, prose, _findings) : null;

    private Duration? ReadDuration(string name, bool required)
    {
        if (!TryTake(name, required, DurationText.Expected, out var element))
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.String || !StrictJson.TryText(element, out var text))
        {
            _findings.Add(StrictJson.WrongType(element, At(name), DurationText.Expected));
            return null;
        }

        if (DurationText.TryParse(text, out var duration))
        {
            return duration;
        }

        var shown = SafeText.Show(text);
        _findings.Add(new Finding(Reason.DurationInvalid, $"\"{At(name)}\" is \"{shown}\", and it must be {DurationText.Expected}.")
        {
            Member = At(name),
            Value = shown,
            Limit = DurationText.Expected,
            Fix = "Write hours, minutes and seconds; nothing means forever.",
        });
        return null;
    }

    private int? ReadInteger(string name, int min, int max, bool required)
    {
        if (!TryTake(name, required, "a whole number", out var element))
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Number)
        {
            _findings.Add(StrictJson.WrongType(element, At(name), "a whole number"));
            return null;
        }

        if (element.TryGetInt32(out var number) && number >= min && number <= max)
        {
            return number;
        }

        var limit = string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}");
        _findings.Add(StrictJson.WrongType(element, At(name), limit) with { Reason = Reason.ValueInvalid });
        return null;
    }

    private ImmutableArray<StrictItem>? ReadArray(string name, int max, bool required)
    {
        if (!TryTake(name, required, "an array", out var element))
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            _findings.Add(StrictJson.WrongType(element, At(name), "an array"));
            return null;
        }

        return new StrictItem(element, At(name)).Items(max, _findings);
    }
}
