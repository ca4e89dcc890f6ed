using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

// The values that rows and people have.
internal static partial class PolicyTestDocument
{
    // An array of objects with a name and a list each; a name that is given twice is a finding.
    private static ImmutableDictionary<string, ImmutableArray<string>> ReadValues(
        StrictObject owner, string member, string nameOf, string valuesOf, List<Finding> findings)
    {
        var values = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var item in owner.OptionalArray(member, MaxItems) ?? [])
        {
            var pair = StrictObject.Open(item.Element, item.Path, findings);
            var (name, texts) = (pair.Text(nameOf, MaxTextLength), pair.Texts(valuesOf, MaxItems, MaxTextLength));
            pair.Close();
            if (name is not null && !values.TryAdd(name, texts ?? []))
            {
                findings.Add(Twice(name, StrictJson.Under(item.Path, nameOf)));
            }
        }

        return values.ToImmutable();
    }

    private static ImmutableArray<Permission>? ReadPermissions(ImmutableArray<string>? names, string path, List<Finding> findings)
    {
        if (names is not { } given)
        {
            return null;
        }

        findings.AddRange(given.Select((name, index) => (name, index))
            .Where(item => !Permission.TryParse(item.name, out _))
            .Select(item => Permission.Refuse(item.name) with { Member = StrictJson.Under(path, item.index) }));
        return [.. given.Select(name => Permission.TryParse(name, out var permission) ? permission : null).OfType<Permission>()];
    }

    private static Resource? ReadResource(string? resource, string path, List<Finding> findings)
    {
        if (resource is null || Resource.TryParse(resource, out var read, out var finding))
        {
            return resource is null ? null : Resource.Restore(resource);
        }

        findings.Add(finding with { Member = path });
        return null;
    }

    private static Instant? Instant(StrictObject owner, string member, bool isRequired, List<Finding> findings)
    {
        if (isRequired && owner.IsObject && !owner.Has(member))
        {
            findings.Add(new Finding(Reason.MemberMissing, $"\"{owner.At(member)}\" is missing; it must be {InstantText.Expected}.")
            {
                Member = owner.At(member),
                Limit = InstantText.Expected,
                Fix = $"Add \"{member}\".",
            });
        }

        return owner.OptionalInstant(member);
    }

    private static Finding Twice(string name, string path)
    {
        var shown = SafeText.Show(name);
        return new Finding(Reason.ValueInvalid, $"\"{shown}\" is named twice.") { Member = path, Value = shown, Limit = "distinct names", Fix = "Remove one of them." };
    }
}
