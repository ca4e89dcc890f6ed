using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;

namespace JitAccess;

/// <summary>What a sign-in must be so that a refused command can succeed (RFC 9470): how fresh, and at which level.</summary>
/// <param name="MaxAge">The greatest age in seconds, or <see langword="null"/> when any will do.</param>
/// <param name="Levels">The levels of which one is enough, most wanted first; empty when any will do.</param>
/// <param name="Methods">The methods that are wanted, for which RFC 9470 has no parameter; they are named in the document.</param>
internal sealed record SignInDemand(long? MaxAge, ImmutableArray<string> Levels, ImmutableArray<string> Methods)
{
    private const string Error = "insufficient_user_authentication";

    /// <summary>Reads the demand out of the findings; <see langword="null"/> when they demand no other sign-in.</summary>
    public static SignInDemand? From(Explanation explanation)
    {
        if (explanation.Reason != Reason.AuthenticationTooOld && explanation.Reason != Reason.AuthenticationTooWeak)
        {
            return null;
        }

        var demands = explanation.Findings.Where(finding => finding.Limit is not null).ToList();
        return new SignInDemand(
            MaxAge: demands.Where(finding => finding.Reason == Reason.AuthenticationTooOld).Select(Age).Min(),
            Levels: NamesOf(FactNames.AuthenticationLevel),
            Methods: NamesOf(FactNames.AuthenticationMethods));

        ImmutableArray<string> NamesOf(string fact) =>
        [
            .. demands
                .Where(finding => finding.Reason == Reason.AuthenticationTooWeak && finding.Member == fact)
                .SelectMany(finding => finding.Limit!.Split(' '))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>Makes the properties under which a scheme is challenged; the keys are those that OpenID Connect handlers read.</summary>
    public AuthenticationProperties ToProperties()
    {
        var properties = new AuthenticationProperties();
        if (MaxAge is { } seconds)
        {
            properties.SetParameter<TimeSpan?>("max_age", TimeSpan.FromSeconds(seconds));
        }

        if (!Levels.IsEmpty)
        {
            properties.SetParameter("acr_values", string.Join(' ', Levels));
        }

        return properties;
    }

    /// <summary>Adds the demand to a scheme's challenge, unless the scheme has an error of its own to tell.</summary>
    /// <param name="challenge">A challenge of one scheme, such as <c>Bearer realm="x"</c> or just <c>Bearer</c>.</param>
    public string AddTo(string challenge)
    {
        if (challenge.Contains("error=", StringComparison.OrdinalIgnoreCase))
        {
            return challenge;
        }

        var text = new StringBuilder(challenge).Append(challenge.Contains(' ', StringComparison.Ordinal) ? ", " : " ");
        text.Append(CultureInfo.InvariantCulture, $"error=\"{Error}\", error_description=\"A fresher or stronger sign-in is needed\"");
        if (MaxAge is { } seconds)
        {
            text.Append(CultureInfo.InvariantCulture, $", max_age=\"{seconds}\"");
        }

        // A level that would leave its quoted string is named in the document alone.
        if (!Levels.IsEmpty && Levels.All(IsPlain))
        {
            text.Append(CultureInfo.InvariantCulture, $", acr_values=\"{string.Join(' ', Levels)}\"");
        }

        return text.ToString();
    }

    /// <summary>Writes the demand into the problem document.</summary>
    public void WriteMembers(Utf8JsonWriter writer)
    {
        if (MaxAge is { } seconds)
        {
            writer.WriteNumber("maxAge", seconds);
        }

        WriteNames(writer, "acrValues", Levels);
        WriteNames(writer, "amrValues", Methods);
    }

    private static void WriteNames(Utf8JsonWriter writer, string member, ImmutableArray<string> names)
    {
        if (names.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray(member);
        foreach (var name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    private static long? Age(Finding finding) =>
        DurationText.TryParse(finding.Limit!, out var age) ? (long)age.TotalSeconds : null;

    private static bool IsPlain(string level) => level.All(character => character is > ' ' and <= '~' and not '"' and not '\\');
}
