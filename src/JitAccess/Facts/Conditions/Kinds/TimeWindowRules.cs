using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace JitAccess;

/// <summary>What a time window must be.</summary>
internal static class TimeWindowRules
{
    /// <summary>The most dates that one window lists.</summary>
    public const int MaxDates = 400;

    public static void Check(TimeWindowCondition window, string zone, bool isZone, string path, ICollection<Finding> findings)
    {
        if (!isZone)
        {
            const string Limit = "a time zone of the IANA database";
            var shown = SafeText.Show(zone);
            Add(path + ".zone", $"\"{shown}\" is not {Limit}.", shown, Limit, "Write it as Europe/Paris or UTC.");
        }

        CheckHours(window, path, Add);
        CheckEntries(window.Days, 7, path + ".days", day => day is >= IsoDayOfWeek.Monday and <= IsoDayOfWeek.Sunday, Add);
        CheckEntries(window.OnDates, MaxDates, path + ".onDates", _ => true, Add);
        CheckEntries(window.ExceptDates, MaxDates, path + ".exceptDates", _ => true, Add);

        // What has no value is missing, and a file that could not be read there says so already.
        void Add(string member, string message, string? value, string limit, string fix)
        {
            var reason = value is null ? Reason.MemberMissing : Reason.PolicyInvalid;
            findings.Add(new Finding(reason, message) { Member = member, Value = value, Limit = limit, Fix = fix });
        }
    }

    private static void CheckHours(TimeWindowCondition window, string path, Action<string, string, string?, string, string> add)
    {
        if (window.From is null != window.To is null)
        {
            add(path, "A window needs both from and to, or neither.", null, "both or neither", "Name both, or leave both out for the whole day.");
        }
        else if (window.From is { } from && window.To is { } to)
        {
            if (from == to)
            {
                var shown = from.ToString("HH':'mm", CultureInfo.InvariantCulture);
                const string Limit = "another time than from";
                add(path + ".to", $"The window ends at {shown}, when it begins.", shown, Limit, "Leave both out for the whole day.");
            }

            CheckMinute(from, path + ".from", add);
            CheckMinute(to, path + ".to", add);
        }
        else if (window.Days.IsDefault && window.OnDates.IsDefault && window.ExceptDates.IsDefault)
        {
            const string Limit = "at least one of days, from and to, onDates, exceptDates";
            add(path, $"The window is always open: it needs {Limit}.", null, Limit, "Say when it is open, or leave the condition out.");
        }
    }

    private static void CheckMinute(LocalTime time, string path, Action<string, string, string?, string, string> add)
    {
        if (time.TickOfDay % NodaConstants.TicksPerMinute != 0)
        {
            var shown = time.ToString("HH':'mm':'ss;FFFFFFFFF", CultureInfo.InvariantCulture);
            add(path, $"{shown} is not a whole minute.", shown, "whole minutes", "Round it to the minute.");
        }
    }

    private static void CheckEntries<T>(
        ImmutableArray<T> entries, int max, string path, Func<T, bool> isValid, Action<string, string, string?, string, string> add)
        where T : notnull
    {
        if (entries.IsDefault)
        {
            return;
        }

        if (entries.IsEmpty || entries.Length > max)
        {
            var count = entries.Length.ToString(CultureInfo.InvariantCulture);
            var limit = string.Create(CultureInfo.InvariantCulture, $"1 to {max}");
            var (value, fix) = entries.IsEmpty ? (null, "Leave the list out.") : (count, "Split the condition.");
            add(path, $"The list has {count} entries, and it takes {limit}.", value, limit, fix);
        }

        var seen = new HashSet<T>();
        for (var index = 0; index < entries.Length; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            var shown = string.Create(CultureInfo.InvariantCulture, $"{entries[index]}");
            if (!isValid(entries[index]))
            {
                add(at, $"{shown} is not a day of the week.", shown, "monday to sunday", "Name a day.");
            }
            else if (!seen.Add(entries[index]))
            {
                add(at, $"{shown} stands in the list twice.", shown, "distinct entries", "Remove one of them.");
            }
        }
    }
}
