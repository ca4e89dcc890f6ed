using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace JitAccess;

/// <summary>A pattern that a whole ticket must match, in time linear to the ticket's length.</summary>
internal static class TicketPattern
{
    /// <summary>The longest pattern in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>The longest ticket in characters.</summary>
    public const int MaxTicketLength = 200;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    // A policy is checked, published and read again with every version, and its pattern is mostly the one it was. More than these are compiled each time.
    private const int MaxKept = 256;

    /// <summary>How long a match may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private static readonly ConcurrentDictionary<string, Regex> Kept = new(StringComparer.Ordinal);

    /// <summary>Compiles a pattern; <see langword="null"/> when it is not one.</summary>
    public static Regex? Compile(string pattern, TimeSpan? timeout = null)
    {
        if (timeout is { } other)
        {
            return CompileAnew(pattern, other);
        }

        if (Kept.TryGetValue(pattern, out var kept))
        {
            return kept;
        }

        var compiled = CompileAnew(pattern, Timeout);
        if (compiled is not null && Kept.Count < MaxKept)
        {
            Kept.TryAdd(pattern, compiled);
        }

        return compiled;
    }

    private static Regex? CompileAnew(string pattern, TimeSpan timeout)
    {
        if (pattern.Length is 0 or > MaxLength || SafeText.FirstUnsafe(pattern) >= 0)
        {
            return null;
        }

        try
        {
            // Parsed alone first, never run: a pattern that is no expression of its own must not become one by the anchors around it.
            _ = new Regex(pattern, RegexOptions.CultureInvariant, timeout);
            return new Regex($@"\A(?:{pattern})\z", Options, timeout);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
