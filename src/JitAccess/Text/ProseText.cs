using System.Globalization;

namespace JitAccess;

/// <summary>What people write into a reason, a comment or a ticket: bounded, and without characters that deceive.</summary>
internal static class ProseText
{
    /// <summary>The most characters of a justification, a comment or a reason.</summary>
    public const int MaxLength = 2000;

    /// <summary>The most characters of a ticket.</summary>
    public const int MaxTicketLength = 200;

    /// <summary>Refuses a text of several lines.</summary>
    public static void Check(string? text, string member, ICollection<Finding> findings)
    {
        if (text is not null)
        {
            Check(text, member, MaxLength, SafeText.FirstUnsafeInProse(text), findings);
        }
    }

    /// <summary>Refuses a reason that is empty, or cannot be kept.</summary>
    /// <exception cref="JitRejectedException">It is.</exception>
    public static void DemandReason(string reason, string fix, string member = "reason")
    {
        ArgumentNullException.ThrowIfNull(reason);
        var findings = new List<Finding>();
        Check(reason, member, findings);
        if (string.IsNullOrWhiteSpace(reason))
        {
            findings.Add(new Finding(Reason.MemberMissing, $"{member} is empty; it needs 1 to 2000 characters.")
            {
                Member = member,
                Limit = "1 to 2000 characters",
                Fix = fix,
            });
        }

        if (findings.Count > 0)
        {
            throw new JitRejectedException(Explanation.Of(findings));
        }
    }

    /// <summary>Refuses a text of one line.</summary>
    public static void CheckTicket(string? ticket, ICollection<Finding> findings)
    {
        if (ticket is not null)
        {
            Check(ticket, "ticket", MaxTicketLength, SafeText.FirstUnsafe(ticket), findings);
        }
    }

    private static void Check(string text, string member, int maxLength, int firstUnsafe, ICollection<Finding> findings)
    {
        if (text.Length <= maxLength && firstUnsafe < 0)
        {
            return;
        }

        var (problem, limit) = text.Length > maxLength
            ? ($"is {text.Length.ToString(CultureInfo.InvariantCulture)} characters long", $"at most {maxLength.ToString(CultureInfo.InvariantCulture)} characters")
            : ($"holds the character U+{((int)text[firstUnsafe]).ToString("X4", CultureInfo.InvariantCulture)}", "no control, format, bidirectional or unpaired characters");
        findings.Add(new Finding(Reason.TextInvalid, $"{member} {problem}; it needs {limit}.")
        {
            Member = member,
            Value = SafeText.Show(text),
            Limit = limit,
            Fix = "Shorten it, or remove the character.",
        });
    }
}
