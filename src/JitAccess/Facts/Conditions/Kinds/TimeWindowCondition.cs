using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace JitAccess;

/// <summary>Holds between two local times on certain days in a time zone.</summary>
/// <remarks>
/// The moment is converted to local time and the local time is compared, half-open: a window in the hour that a zone skips does not open that
/// night, one in the hour that a zone repeats is open for both. A window that crosses midnight belongs to the date on which it begins.
/// </remarks>
internal sealed class TimeWindowCondition(string zone) : Condition
{
    private static readonly LocalTimePattern TimePattern = LocalTimePattern.CreateWithInvariantCulture("HH':'mm");
    private static readonly LocalDatePattern DatePattern = LocalDatePattern.Iso;

    private readonly DateTimeZone? _zone = ZoneText.Find(zone);
    private string? _description; // it never changes, and every refusal says it

    /// <summary>Gets the zone, or <see langword="null"/> when it is not known here: then the window never opens.</summary>
    public DateTimeZone? Zone => _zone;

    /// <summary>Gets a value indicating whether it ends on the day after the one on which it begins.</summary>
    public bool CrossesMidnight => From >= To;

    /// <summary>Gets the days on which the window begins; <see langword="default"/> means every day.</summary>
    public ImmutableArray<IsoDayOfWeek> Days { get; init; }

    /// <summary>Gets when it begins, with <see cref="To"/>; <see langword="null"/> means the whole day.</summary>
    public LocalTime? From { get; init; }

    /// <summary>Gets when it ends, exclusive; not after <see cref="From"/> means on the next day.</summary>
    public LocalTime? To { get; init; }

    /// <summary>Gets the only dates on which it begins; <see langword="default"/> means every date.</summary>
    public ImmutableArray<LocalDate> OnDates { get; init; }

    /// <summary>Gets the dates on which it does not begin, or <see langword="default"/>.</summary>
    public ImmutableArray<LocalDate> ExceptDates { get; init; }

    internal override string Kind => "during";

    internal override Reason Unmet => Reason.OutsideWindow;

    internal override ConditionOutcome Evaluate(ConditionContext context)
    {
        if (_zone is null)
        {
            return ConditionOutcome.Unknown(new Finding(
                Reason.OutsideWindow, $"The time zone \"{SafeText.Show(zone)}\" is not known here, and the policy needs {Describe()}."));
        }

        var local = context.Now.InZone(_zone).LocalDateTime;
        if (StartOf(local) is { } start && OpensOn(start))
        {
            return ConditionOutcome.Satisfied;
        }

        var shown = local.ToString("uuuu-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return ConditionOutcome.NotSatisfied(new Finding(Reason.OutsideWindow, $"It is {shown} in {zone}: the policy needs {Describe()}.")
        {
            Value = shown,
            Limit = Describe(),
            Fix = "Ask inside the window.",
        });
    }

    internal override string Describe() => _description ??= Tell();

    private string Tell()
    {
        var parts = new List<string> { "a moment" };
        if (!Days.IsDefault)
        {
            parts.Add("on " + string.Join(", ", Days));
        }

        if (!OnDates.IsDefault)
        {
            parts.Add("on " + string.Join(", ", OnDates.Select(DatePattern.Format)));
        }

        if (From is { } from && To is { } to)
        {
            parts.Add($"from {TimePattern.Format(from)} to {TimePattern.Format(to)}");
        }

        if (!ExceptDates.IsDefault)
        {
            parts.Add("except on " + string.Join(", ", ExceptDates.Select(DatePattern.Format)));
        }

        parts.Add($"in {SafeText.Show(zone)}");
        return string.Join(' ', parts);
    }

    internal override void Check(string path, ICollection<Finding> findings) => TimeWindowRules.Check(this, zone, _zone is not null, path, findings);

    internal override void WriteValue(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("zone", zone);
        WriteTexts(writer, "days", Days, ZoneText.DayName);
        if (From is { } from && To is { } to)
        {
            writer.WriteString("from", TimePattern.Format(from));
            writer.WriteString("to", TimePattern.Format(to));
        }

        WriteTexts(writer, "onDates", OnDates, DatePattern.Format);
        WriteTexts(writer, "exceptDates", ExceptDates, DatePattern.Format);
        writer.WriteEndObject();
    }

    private static void WriteTexts<T>(Utf8JsonWriter writer, string member, ImmutableArray<T> values, Func<T, string> format)
    {
        if (!values.IsDefault)
        {
            writer.WritePropertyName(member);
            ConditionText.WriteList(writer, [.. values.Select(format)]);
        }
    }

    // The date on which the window began that the local moment lies in, or null when it lies in none.
    private LocalDate? StartOf(LocalDateTime local)
    {
        if (From is not { } from || To is not { } to)
        {
            return local.Date;
        }

        var time = local.TimeOfDay;
        if (from < to)
        {
            return time >= from && time < to ? local.Date : null;
        }

        return time >= from ? local.Date
            : time < to ? local.Date.PlusDays(-1)
            : null;
    }

    /// <summary>Says whether a window begins on a date.</summary>
    public bool OpensOn(LocalDate date) =>
        (Days.IsDefault || Days.Contains(date.DayOfWeek))
        && (OnDates.IsDefault || OnDates.Contains(date))
        && (ExceptDates.IsDefault || !ExceptDates.Contains(date));
}
