using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace JitAccess;

/// <summary>What a command's values may be before any policy looks at them.</summary>
internal static class AskText
{
    /// <summary>The most permissions that one request or narrowing names.</summary>
    public const int MaxPermissions = 200;

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
