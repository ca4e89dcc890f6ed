using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace JitAccess;

internal static partial class ConditionReader
{
    private static readonly LocalTimePattern TimePattern = LocalTimePattern.CreateWithInvariantCulture("HH':'mm");

    private static SubjectCondition? ReadSubject(StrictItem item, List<Finding> findings)
    {
        var subject = StrictObject.Open(item.Element, item.Path, findings);
        var tenant = subject.OptionalText("tenant", MaxTextLength) ?? Tenant.Default.Id;
        var issuer = subject.Text("issuer", MaxTextLength);
        var id = subject.Text("id", MaxTextLength);
        subject.Close();
        return issuer is not null && id is not null ? new SubjectCondition(tenant, issuer, id) : null;
    }

    private static Condition? ReadEveryone(StrictItem item, List<Finding> findings)
    {
        if (item.Element.ValueKind == JsonValueKind.True)
        {
            return Everyone.SignedIn;
        }

        findings.Add(StrictJson.WrongType(item.Element, item.Path, "true"));
        return null;
    }

    private static TimeWindowCondition? ReadDuring(StrictItem item, List<Finding> findings)
    {
        var window = StrictObject.Open(item.Element, item.Path, findings);
        var zone = window.Text("zone", MaxTextLength);
        var days = ReadEach(window, "days", "a day from monday to sunday", ZoneText.ParseDay, findings);
        var from = ReadTime(window, "from", findings);
        var to = ReadTime(window, "to", findings);
        var onDates = ReadEach(window, "onDates", "a date such as 2026-12-24", LocalDatePattern.Iso.Parse, findings);
        var exceptDates = ReadEach(window, "exceptDates", "a date such as 2026-12-24", LocalDatePattern.Iso.Parse, findings);
        window.Close();
        return zone is null
            ? null
            : new TimeWindowCondition(zone) { Days = days, From = from, To = to, OnDates = onDates, ExceptDates = exceptDates };
    }

    private static AuthenticationCondition ReadSignedIn(StrictItem item, List<Finding> findings)
    {
        var signedIn = StrictObject.Open(item.Element, item.Path, findings);
        var within = signedIn.OptionalDuration("within");
        var methods = signedIn.OptionalObject("methods");
        var (any, all) = (methods?.OptionalTexts("anyOf", MaxItems, MaxTextLength), methods?.OptionalTexts("allOf", MaxItems, MaxTextLength));
        methods?.Close();
        if (methods is { IsObject: true } && !methods.Has("anyOf") && !methods.Has("allOf"))
        {
            signedIn.Refuse("methods", new Finding(Reason.MemberMissing, "The methods name none.")
            {
                Limit = "anyOf, allOf or both",
                Fix = "Name the methods, or leave the member out.",
            });
        }

        var levels = signedIn.OptionalTexts("levels", MaxItems, MaxTextLength);
        signedIn.Close();
        return new AuthenticationCondition { Within = within, AnyMethod = any ?? default, AllMethods = all ?? default, Levels = levels ?? default };
    }

    private static TicketCondition? ReadTicket(StrictItem item, List<Finding> findings)
    {
        var ticket = StrictObject.Open(item.Element, item.Path, findings);
        var pattern = ticket.Text("pattern", MaxTextLength);
        ticket.Close();
        return pattern is null ? null : new TicketCondition(pattern);
    }

    private static RiskCondition? ReadRisk(StrictItem item, List<Finding> findings)
    {
        var risk = StrictObject.Open(item.Element, item.Path, findings);
        var atMost = risk.Integer("atMost");
        risk.Close();
        return atMost is { } score ? new RiskCondition(score) : null;
    }

    private static CustomCondition? ReadCustom(StrictItem item, List<Finding> findings)
    {
        var custom = StrictObject.Open(item.Element, item.Path, findings);
        var name = custom.Text("name", MaxTextLength);
        var parameters = custom.OptionalValue("parameters");
        custom.Close();
        return name is null ? null : new CustomCondition(name, parameters is { } value ? CustomParameters.Of(value.Element) : CustomParameters.None);
    }

    private static LocalTime? ReadTime(StrictObject window, string name, List<Finding> findings)
    {
        const string Time = "a time of day such as 08:30";
        return window.OptionalValue(name) is { } item ? Read(item, Time, TimePattern.Parse, findings) : null;
    }

    private static ImmutableArray<T> ReadEach<T>(
        StrictObject window, string name, string expected, Func<string, ParseResult<T>> parse, List<Finding> findings)
        where T : struct
    {
        return window.OptionalArray(name, MaxItems) is { } items
            ? [.. items.Select(item => Read(item, expected, parse, findings)).OfType<T>()]
            : default(ImmutableArray<T>);
    }

    private static T? Read<T>(StrictItem item, string expected, Func<string, ParseResult<T>> parse, List<Finding> findings)
        where T : struct
    {
        if (item.Element.ValueKind != JsonValueKind.String)
        {
            findings.Add(StrictJson.WrongType(item.Element, item.Path, expected));
            return null;
        }

        if (StrictJson.TryText(item.Element, out var text) && parse(text) is { Success: true } result)
        {
            return result.Value;
        }

        findings.Add(StrictJson.WrongType(item.Element, item.Path, expected) with { Reason = Reason.ValueInvalid });
        return null;
    }
}
