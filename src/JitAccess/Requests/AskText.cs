using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using NodaTime.TimeZones;

namespace JitAccess;

/// <summary>What a command's values may be before any policy looks at them.</summary>
internal static class AskText
{
    /// <summary>The most permissions that one request or narrowing names.</summary>
    public const int MaxPermissions = 200;

    /// <summary>Refuses what no policy could allow.</summary>
    public static void Check(JitAsk ask, ICollection<Finding> findings)
    {
        ProseText.Check(ask.Justification, "justification", findings);
        ProseText.CheckTicket(ask.Ticket, findings);
        CheckDuration(ask.Duration, "duration", findings);
        CheckPermissions(ask.Permissions, "permissions", findings);
    }

    /// <summary>Refuses durations that no policy could allow: zero, negative, fractions of seconds, or longer than any.</summary>
    public static void CheckDuration(Duration? duration, string member, ICollection<Finding> findings)
    {
        if (duration is { } value && (value < Duration.FromSeconds(1) || value > DurationText.Longest || value.SubsecondNanoseconds != 0))
        {
            findings.Add(RefuseDuration(value.ToString("o", CultureInfo.InvariantCulture), member));
        }
    }

    /// <summary>Makes the finding for a duration that cannot be read.</summary>
    public static Finding RefuseDuration(string value, string member)
    {
        var shown = SafeText.Show(value);
        return new Finding(Reason.DurationInvalid, $"{member} \"{shown}\" is not {DurationText.Expected}")
        {
            Member = member,
            Value = shown,
            Limit = DurationText.Expected,
            Fix = "Write hours, minutes and seconds, such as PT30M.",
        };
    }

    /// <summary>Makes the finding for a local time that does not exist, or exists twice.</summary>
    public static Finding RefuseLocal(ZoneLocalMapping mapping)
    {
        var value = mapping.LocalDateTime.ToString("uuuu-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var zone = mapping.Zone.Id;
        return mapping.Count == 0
            ? new Finding(Reason.LocalTimeSkipped, $"{value} does not exist in {zone}: the clocks are put forward over it.")
            {
                Member = "startAt",
                Value = value,
                Limit = $"a local time of {zone}",
                Fix = $"Name an instant, or {mapping.LateInterval.IsoLocalStart.ToString("HH:mm", CultureInfo.InvariantCulture)}, when that day goes on.",
            }
            : new Finding(Reason.LocalTimeAmbiguous, $"{value} exists twice in {zone}: the clocks are put back over it.")
            {
                Member = "startAt",
                Value = value,
                Limit = $"a local time that {zone} has once",
                Fix = $"Name an instant: {InstantText.Format(mapping.First().ToInstant())} or {InstantText.Format(mapping.Last().ToInstant())}.",
            };
    }

    /// <summary>Refuses a list of permissions that names none, or more than any policy has.</summary>
    public static void CheckPermissions(ImmutableArray<Permission>? permissions, string member, ICollection<Finding> findings)
    {
        if (permissions is { IsDefaultOrEmpty: true } or { Length: > MaxPermissions })
        {
            findings.Add(new Finding(Reason.ValueInvalid, $"{member} names {permissions.Value.Length.ToString(CultureInfo.InvariantCulture)} permissions, outside 1 to 200.")
            {
                Member = member,
                Limit = "1 to 200",
                Fix = "Leave it out to mean all.",
            });
        }
    }
}
