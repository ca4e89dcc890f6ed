using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JitAccess;

/// <summary>Holds when the request names a ticket of the wanted form.</summary>
/// <param name="pattern">The form.</param>
/// <param name="timeout">How long a match may take, where that is not <see cref="TicketPattern.Timeout"/>.</param>
internal sealed class TicketCondition(string pattern, TimeSpan? timeout = null) : Condition
{
    // Compiling costs more than matching, and many policies are only read.
    private readonly Lazy<Regex?> _regex = new(() => TicketPattern.Compile(pattern, timeout), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Gets the pattern.</summary>
    public string Pattern => pattern;

    internal override string Kind => "ticket";

    internal override Reason Unmet => Reason.TicketMismatch;

    internal override ConditionOutcome Evaluate(ConditionContext context)
    {
        if (string.IsNullOrEmpty(context.Ticket))
        {
            return ConditionOutcome.Unknown(new Finding(Reason.TicketMissing, $"The policy needs {Describe()}, and the request names none.")
            {
                Member = "ticket",
                Limit = pattern,
                Fix = "Name the ticket that this is for.",
            });
        }

        var matches = context.Ticket.Length <= TicketPattern.MaxTicketLength && _regex.Value is { } regex ? Matches(regex, context.Ticket) : false;
        if (matches == true)
        {
            return ConditionOutcome.Satisfied;
        }

        // INVARIANT: what takes too long is not known, negated neither (decision rule 3).
        if (matches is null)
        {
            return ConditionOutcome.Unknown(new Finding(Reason.ConditionNotMet, $"It took too long to tell whether the ticket matches, and the policy needs {Describe()}.")
            {
                Member = "ticket",
                Limit = pattern,
                Fix = "Try again; where it stays so, simplify the pattern.",
            });
        }

        var shown = SafeText.Show(context.Ticket);
        return ConditionOutcome.NotSatisfied(new Finding(
            Reason.TicketMismatch, $"The ticket \"{shown}\" does not match: the policy needs {Describe()}.")
        {
            Member = "ticket",
            Value = shown,
            Limit = pattern,
            Fix = "Name a ticket of this form.",
        });
    }

    // Nothing when it cannot be told in time. The first try also pays for what the runtime compiles, and for whatever held the process up meanwhile; the second
    // does not.
    private static bool? Matches(Regex regex, string ticket)
    {
        for (var tries = 2; tries > 0; tries--)
        {
            try
            {
                return regex.IsMatch(ticket);
            }
            catch (RegexMatchTimeoutException)
            {
                continue;
            }
        }

        return null;
    }

    internal override string Describe() => $"a ticket of the form {SafeText.Show(pattern)}";

    internal override void Check(string path, ICollection<Finding> findings)
    {
        if (_regex.Value is not null)
        {
            return;
        }

        var shown = SafeText.Show(pattern);
        var limit = string.Create(
            CultureInfo.InvariantCulture,
            $"a .NET regular expression of 1 to {TicketPattern.MaxLength} characters without backreferences, lookarounds and atomic groups");
        findings.Add(new Finding(Reason.PolicyInvalid, $"The pattern \"{shown}\" cannot be used: it needs {limit}.")
        {
            Member = path + ".pattern",
            Value = shown,
            Limit = limit,
            Fix = "Correct the expression, such as OPS-[0-9]+. It always matches the whole ticket.",
        });
    }

    internal override void WriteValue(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("pattern", pattern);
        writer.WriteEndObject();
    }
}
