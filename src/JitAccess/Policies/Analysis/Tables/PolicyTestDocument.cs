using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Reads tables of expected decisions. The shipped schema says the same in JSON Schema.</summary>
internal static partial class PolicyTestDocument
{
    private const int MaxDepth = 8;
    private const int MaxTextLength = 1024;
    private const int MaxProse = 2000;
    private const int MaxItems = 1000;

    private static readonly string[] Outcomes = ["refused", "pending", "approved"];

    /// <summary>Reads a table; <see langword="null"/>, with every finding, when anything is wrong.</summary>
    public static PolicyTestTable? Read(ReadOnlyMemory<byte> utf8, List<Finding> findings)
    {
        if (utf8.Length > PolicyDocument.MaxBytes)
        {
            findings.Add(PolicyDocument.TooLarge() with { Message = $"The table is larger than {PolicyDocument.MaxBytes} bytes." });
            return null;
        }

        using var document = StrictJson.Parse(utf8, MaxDepth, "$", findings);
        if (document is null)
        {
            return null;
        }

        var table = StrictObject.Open(document.RootElement, "$", findings);
        table.OptionalText("$schema", MaxTextLength);
        var now = Instant(table, "now", isRequired: true, findings);
        var people = (table.Array("people", MaxItems) ?? []).Select(item => ReadPerson(item, findings)).OfType<PolicyTestPerson>().ToImmutableArray();
        var cases = (table.Array("tests", MaxItems) ?? []).Select(item => ReadCase(item, findings)).OfType<PolicyTestCase>().ToImmutableArray();
        table.Close();
        CheckNames(people, cases, findings);
        return findings.Count == 0 ? new PolicyTestTable(now!.Value, people, cases) : null;
    }

    private static PolicyTestPerson? ReadPerson(StrictItem item, List<Finding> findings)
    {
        var person = StrictObject.Open(item.Element, item.Path, findings);
        var name = person.Text("name", MaxTextLength);
        var subject = person.OptionalObject("subject");
        var (tenant, issuer, id) = (subject?.OptionalText("tenant", MaxTextLength), subject?.Text("issuer", MaxTextLength), subject?.Text("id", MaxTextLength));
        subject?.Close();
        var (roles, actsFor) = (person.OptionalTexts("roles", MaxItems, MaxTextLength) ?? [], person.OptionalTexts("actsFor", MaxItems, MaxTextLength) ?? []);
        var (attributes, facts) = (ReadValues(person, "attributes", "name", "values", findings), ReadValues(person, "facts", "name", "values", findings));
        person.Close();
        if (name is null || (subject is not null && (issuer is null || id is null)))
        {
            return null;
        }

        try
        {
            return new PolicyTestPerson(name)
            {
                Subject = Subject.Human(issuer ?? "people", id ?? name, tenant is null ? Tenant.Default : Tenant.Of(tenant)),
                Roles = roles,
                ActsFor = actsFor,
                Attributes = attributes,
                Facts = facts,
            };
        }
        catch (JitRejectedException refused)
        {
            findings.AddRange(refused.Explanation.Findings.Select(finding => finding with { Member = StrictJson.Under(item.Path, subject is null ? "name" : "subject") }));
            return null;
        }
    }

    private static PolicyTestCase? ReadCase(StrictItem item, List<Finding> findings)
    {
        var row = StrictObject.Open(item.Element, item.Path, findings);
        var (name, who, policy) = (row.Text("name", MaxTextLength), row.Text("who", MaxTextLength), row.Text("policy", MaxTextLength));
        var permissions = row.OptionalTexts("permissions", AskText.MaxPermissions, MaxTextLength);
        var resource = row.OptionalText("resource", MaxTextLength);
        var (duration, justification, ticket) = (row.Duration("duration"), row.OptionalProse("justification", MaxProse), row.OptionalText("ticket", MaxTextLength));
        var (startAt, now) = (row.OptionalInstant("startAt"), row.OptionalInstant("now"));
        var facts = ReadValues(row, "facts", "name", "values", findings);
        var expected = ReadExpectation(row.Object("expect"), findings);
        row.Close();
        var read = ReadPermissions(permissions, row.At("permissions"), findings);
        var where = ReadResource(resource, row.At("resource"), findings);
        return name is null || who is null || policy is null || duration is null || expected is null ? null : new PolicyTestCase(
            name,
            who,
            new JitAsk(policy, duration.Value) { Permissions = read, Resource = where, Justification = justification, Ticket = ticket, StartAt = startAt },
            expected)
        {
            Now = now,
            Facts = facts,
        };
    }

    private static PolicyTestExpectation? ReadExpectation(StrictObject? expect, List<Finding> findings)
    {
        var outcome = expect?.OneOf("outcome", Outcomes);
        var reasons = expect?.OptionalTexts("reasons", MaxItems, MaxTextLength) ?? [];
        var approvers = expect is null ? [] : ReadValues(expect, "approvers", "stage", "people", findings);
        expect?.Close();
        foreach (var (code, index) in reasons.Select((code, index) => (code, index)))
        {
            if (!Reason.TryFind(code, out _))
            {
                var shown = SafeText.Show(code);
                findings.Add(new Finding(Reason.ValueInvalid, $"\"{shown}\" is not a reason code.")
                {
                    Member = StrictJson.Under(expect!.At("reasons"), index),
                    Value = shown,
                    Limit = "a code of docs/reference/reason-codes.md",
                    Fix = "Write the code as a refusal gives it, such as duration-too-long.",
                });
            }
        }

        return outcome is null ? null : new PolicyTestExpectation((PolicyOutcome)Array.IndexOf(Outcomes, outcome))
        {
            Reasons = [.. reasons.Where(code => Reason.TryFind(code, out _)).Select(code => Reason.TryFind(code, out var reason) ? reason : default)],
            Approvers = approvers,
        };
    }

    private static void CheckNames(ImmutableArray<PolicyTestPerson> people, ImmutableArray<PolicyTestCase> cases, List<Finding> findings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        findings.AddRange(people.Where(person => !names.Add(person.Name)).Select(person => Twice(person.Name, "$.people")));
        foreach (var name in cases.SelectMany(row => row.Expected.Approvers.Values.SelectMany(approvers => approvers).Prepend(row.Who))
            .Concat(people.SelectMany(person => person.ActsFor))
            .Distinct(StringComparer.Ordinal)
            .Where(name => !names.Contains(name)))
        {
            var shown = SafeText.Show(name);
            findings.Add(new Finding(Reason.ValueInvalid, $"The table has nobody named \"{shown}\".")
            {
                Member = "$.people",
                Value = shown,
                Limit = "the names of people in the table",
                Fix = "Add the person, or correct the name.",
            });
        }
    }
}
