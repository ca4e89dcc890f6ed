using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JitAccess;

/// <summary>Holds when the request names a ticket of the wanted form.</summary>
internal sealed class TicketCondition(string pattern) : Condition
{
    // Compiling costs more than matching, and many policies are only read.
    private readonly Lazy<Regex?> _regex = new(() => TicketPattern.Compile(pattern), LazyThreadSafetyMode.PublicationOnly);

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

        if (context.Ticket.Length <= TicketPattern.MaxTicketLength && _regex.Value is { } regex && Matches(regex, context.Ticket))
        {
            return ConditionOutcome.Satisfied;
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

    // Decision rule 3: what takes too long is not satisfied.
    private static bool Matches(Regex regex, string ticket)
    {
        try
        {
            return regex.IsMatch(ticket);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
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
