using System.Globalization;

namespace JitAccess;

/// <summary>The words of a message.</summary>
/// <param name="Title">One line; longer than 200 characters it is cut, and control characters are escaped.</param>
/// <param name="Text">Plain text of several lines; control characters other than tab and line ends are escaped.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record NotificationText(string Title, string Text)
{
    /// <summary>Says how long it is, and not a word of it, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Title.Length} and {Text.Length} characters");
}
