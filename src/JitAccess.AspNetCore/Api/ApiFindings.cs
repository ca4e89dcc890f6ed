namespace JitAccess;

/// <summary>Findings of the API that are about the request itself rather than about a member of its body.</summary>
internal static class ApiFindings
{
    public static Finding QueryUnknown(string name, string known)
    {
        var shown = SafeText.Show(name);
        return new Finding(Reason.MemberUnknown, $"\"{shown}\" is not a query parameter here. Known are: {known}.")
        {
            Member = $"?{shown}",
            Value = shown,
            Limit = known,
            Fix = "Remove it.",
        };
    }

    public static Finding QueryDuplicate(string name) => new(Reason.MemberDuplicate, $"The query parameter \"{name}\" is given twice.")
    {
        Member = $"?{name}",
        Limit = "each parameter once",
        Fix = "Remove one of them.",
    };

    public static Finding QueryInvalid(string name, string value, string limit)
    {
        var shown = SafeText.Show(value);
        return new Finding(Reason.ValueInvalid, $"The query parameter \"{name}\" is \"{shown}\", and it must be {limit}.")
        {
            Member = $"?{name}",
            Value = shown,
            Limit = limit,
            Fix = $"Send {limit}, or leave it out.",
        };
    }

    public static Finding HeaderTwice(string name) => new(Reason.IdempotencyKeyInvalid, $"The header {name} is given twice.")
    {
        Member = name,
        Limit = "once",
        Fix = "Send one key.",
    };

    public static Finding TagInvalid(string header, string value)
    {
        var shown = SafeText.Show(value);
        return new Finding(Reason.ValueInvalid, $"The header {header} is \"{shown}\", and it must be * or entity tags in quotes (RFC 9110, section 8.8.3).")
        {
            Member = header,
            Value = shown,
            Limit = "* or entity tags in quotes",
            Fix = "Send the ETag that you were given.",
        };
    }

    public static Finding TagStale(string value)
    {
        var shown = SafeText.Show(value);
        return new Finding(
            Reason.VersionStale, $"If-Match is {shown}, which is not the version that the request has now (weak tags match none: RFC 9110, section 13.1.1).")
        {
            Member = "If-Match",
            Value = shown,
            Limit = "the ETag of the request as it is now",
            Fix = "Read the request again, and vote on what it shows with the ETag of that answer.",
        };
    }

    public static Finding NotJson(string problem, string value)
    {
        var shown = SafeText.Show(value);
        return new Finding(Reason.NotJson, $"The body {problem}; it must be application/json in UTF-8.")
        {
            Member = "Content-Type",
            Value = shown,
            Limit = "application/json",
            Fix = "Send JSON with Content-Type: application/json.",
        };
    }

    public static Finding TooLarge() => new(Reason.BodyTooLarge, "The body is larger than 65536 bytes.")
    {
        Limit = "65536 bytes",
        Fix = "Send less.",
    };

    public static Finding Empty() => new(Reason.Malformed, "The body is empty; it must be a JSON object.")
    {
        Limit = "a JSON object",
        Fix = "Send the members of this route as a JSON object.",
    };
}
