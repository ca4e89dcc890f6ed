namespace JitAccess;

/// <summary>The names of policies, policy sets, stages and custom conditions.</summary>
internal static class NameText
{
    /// <summary>The longest name in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Says in words what is accepted, for messages.</summary>
    public const string Expected = "lower-case words of a-z and 0-9 joined by '-', at most 64 characters, such as refund-order";

    /// <summary>Says whether a name is in the one accepted form.</summary>
    public static bool IsCanonical(string? name)
    {
        if (name is null || name.Length is 0 or > MaxLength)
        {
            return false;
        }

        var afterHyphen = true;
        foreach (var character in name)
        {
            if (character == '-' ? afterHyphen : !char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character))
            {
                return false;
            }

            afterHyphen = character == '-';
        }

        return !afterHyphen;
    }
}
