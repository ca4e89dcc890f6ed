using System.Text.Json;

namespace JitAccess;

/// <summary>The parameters of a custom condition: one JSON object, with its members sorted, so that equal parameters are written equally.</summary>
internal sealed class CustomParameters
{
    /// <summary>The longest parameters in UTF-16 code units of their canonical form.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>How deep parameters nest at most.</summary>
    public const int MaxDepth = 8;

    private readonly List<Finding> _findings = [];

    private CustomParameters(JsonElement element, string json)
    {
        Element = element;
        Json = json;
    }

    /// <summary>Gets the parameters of a condition that has none.</summary>
    public static CustomParameters None { get; } = Of("{}");

    /// <summary>Gets the parameters as the condition gets them; an object.</summary>
    public JsonElement Element { get; }

    /// <summary>Gets the canonical form.</summary>
    public string Json { get; }

    /// <summary>Gets a value indicating whether there are none.</summary>
    public bool IsEmpty => Json.Length == 2;

    /// <summary>Reads parameters from text; what is wrong with it is reported by <see cref="Check"/>.</summary>
    public static CustomParameters Of(string json)
    {
        var findings = new List<Finding>();
        using var document = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(json), MaxDepth, "", findings);
        var parameters = document is null ? Of("{}") : Of(document.RootElement);
        parameters._findings.AddRange(findings);
        return parameters;
    }

    /// <summary>Takes parameters that are JSON already; what is wrong with them is reported by <see cref="Check"/>.</summary>
    public static CustomParameters Of(JsonElement element)
    {
        var findings = new List<Finding>();
        StrictJson.CheckTree(element, "", MaxDepth, findings);
        if (findings.Count == 0 && element.ValueKind != JsonValueKind.Object)
        {
            findings.Add(StrictJson.WrongType(element, "", "an object"));
        }

        var json = findings.Count == 0 ? CanonicalJson.Text(writer => StrictJson.WriteSorted(writer, element)) : "{}";
        using var document = JsonDocument.Parse(json);
        var parameters = new CustomParameters(document.RootElement.Clone(), json);
        parameters._findings.AddRange(findings);
        return parameters;
    }

    /// <summary>Adds everything that is wrong with the parameters as JSON.</summary>
    public void Check(string path, ICollection<Finding> findings)
    {
        foreach (var finding in _findings)
        {
            findings.Add(finding with { Member = StrictJson.Under(path, finding.Member) });
        }

        if (Json.Length > MaxLength)
        {
            findings.Add(new Finding(Reason.PolicyInvalid, $"The parameters are longer than {MaxLength} characters.")
            {
                Member = path,
                Limit = $"{MaxLength} characters",
                Fix = "Shorten the parameters.",
            });
        }
    }
}
