using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NodaTime;

namespace JitAccess;

/// <summary>Holds when the session was signed in recently enough, by the wanted methods, at one of the wanted levels.</summary>
/// <remarks>
/// The age is that at presentation: from the sign-in to the moment at which the session presented it. A sign-in of the future, beyond what clocks
/// differ by, is not believed. Nothing here is an error of the caller's: fresh sign-in mends it (RFC 9470).
/// </remarks>
internal sealed class AuthenticationCondition : Condition
{
    private const int MaxNames = 20;
    private const int MaxNameLength = 256;

    private static readonly Duration ClockSkew = Duration.FromMinutes(1);

    /// <summary>Gets the greatest age at presentation.</summary>
    public Duration? Within { get; init; }

    /// <summary>Gets the methods of which one is enough; <see langword="default"/> when none is demanded, as in the other lists.</summary>
    public ImmutableArray<string> AnyMethod { get; init; }

    /// <summary>Gets the methods that are all needed.</summary>
    public ImmutableArray<string> AllMethods { get; init; }

    /// <summary>Gets the levels of which one is enough.</summary>
    public ImmutableArray<string> Levels { get; init; }

    internal override string Kind => "signedIn";

    internal override Reason Unmet => Within is null ? Reason.AuthenticationTooWeak : Reason.AuthenticationTooOld;

    internal override ConditionOutcome Evaluate(ConditionContext context)
    {
        var failed = new List<ConditionOutcome>();
        if (Within is { } within)
        {
            Note(JudgeAge(context, within));
        }

        if (!AnyMethod.IsDefault || !AllMethods.IsDefault)
        {
            Note(JudgeNames(context, FactNames.AuthenticationMethods, AnyMethod, AllMethods));
        }

        if (!Levels.IsDefault)
        {
            Note(JudgeNames(context, FactNames.AuthenticationLevel, Levels, default));
        }

        return failed.Count == 0
            ? ConditionOutcome.Satisfied
            : ConditionOutcome.Join(
                failed.Exists(outcome => outcome.Result == ConditionResult.NotSatisfied) ? ConditionResult.NotSatisfied : ConditionResult.Unknown,
                failed);

        void Note(ConditionOutcome outcome)
        {
            if (!outcome.IsSatisfied)
            {
                failed.Add(outcome);
            }
        }
    }

    internal override string Describe()
    {
        var parts = new List<string>();
        if (Within is { } within)
        {
            parts.Add($"within {DurationText.Format(within)}");
        }

        if (!AllMethods.IsDefault)
        {
            parts.Add($"by {string.Join(" and ", AllMethods.Select(SafeText.Show))}");
        }

        if (!AnyMethod.IsDefault)
        {
            parts.Add($"by {ConditionText.OneOf(AnyMethod)}");
        }

        if (!Levels.IsDefault)
        {
            parts.Add($"at level {ConditionText.OneOf(Levels)}");
        }

        return "a sign-in " + string.Join(", ", parts);
    }

    internal override void Check(string path, ICollection<Finding> findings)
    {
        if (Within is null && AnyMethod.IsDefault && AllMethods.IsDefault && Levels.IsDefault)
        {
            findings.Add(new Finding(Reason.MemberMissing, "A sign-in condition demands nothing: it needs within, methods or levels.")
            {
                Member = path,
                Limit = "at least one of within, methods, levels",
                Fix = "Say what the sign-in must be.",
            });
        }

        if (Within is { } within)
        {
            PolicyRules.CheckDuration(within, path + ".within", findings);
        }

        CheckNames(AnyMethod, path + ".methods.anyOf", findings);
        CheckNames(AllMethods, path + ".methods.allOf", findings);
        CheckNames(Levels, path + ".levels", findings);
    }

    internal override void WriteValue(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Within is { } within)
        {
            writer.WriteString("within", DurationText.Format(within));
        }

        if (!AnyMethod.IsDefault || !AllMethods.IsDefault)
        {
            writer.WriteStartObject("methods");
            WriteNames(writer, "anyOf", AnyMethod);
            WriteNames(writer, "allOf", AllMethods);
            writer.WriteEndObject();
        }

        WriteNames(writer, "levels", Levels);
        writer.WriteEndObject();
    }

    private static void CheckNames(ImmutableArray<string> names, string path, ICollection<Finding> findings)
    {
        if (!names.IsDefault)
        {
            ConditionText.CheckList(names, path, MaxNames, MaxNameLength, findings);
        }
    }

    private static void WriteNames(Utf8JsonWriter writer, string member, ImmutableArray<string> names)
    {
        if (!names.IsDefault)
        {
            writer.WritePropertyName(member);
            ConditionText.WriteList(writer, names);
        }
    }

    private static ImmutableArray<string> OrNone(ImmutableArray<string> names) => names.IsDefault ? [] : names;

    private ConditionOutcome JudgeAge(ConditionContext context, Duration within)
    {
        var limit = DurationText.Format(within);
        if (context.Look(FactNames.AuthenticationTime) is not { } fact)
        {
            return Unknown(context, Reason.AuthenticationTooOld, FactNames.AuthenticationTime, limit);
        }

        if (FactText.Single(fact) is not { } value
            || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > fact.At.ToUnixTimeSeconds() + (long)ClockSkew.TotalSeconds)
        {
            return ConditionOutcome.Unknown(FactText.Unreadable(fact, "one moment of the past in seconds since the Unix epoch", Describe()));
        }

        return Deadline.After(Instant.FromUnixTimeSeconds(seconds), within).HasPassed(fact.At)
            ? ConditionOutcome.NotSatisfied(new Finding(
                Reason.AuthenticationTooOld, $"The sign-in is older than {limit}: the policy needs {Describe()}.")
            {
                Member = FactNames.AuthenticationTime,
                Limit = limit,
                Fix = "Sign in again.",
            })
            : ConditionOutcome.Satisfied;
    }

    private ConditionOutcome JudgeNames(ConditionContext context, string name, ImmutableArray<string> any, ImmutableArray<string> all)
    {
        var limit = string.Join(' ', OrNone(any).Concat(OrNone(all)));
        if (context.Look(name) is not { } fact)
        {
            return Unknown(context, Reason.AuthenticationTooWeak, name, limit);
        }

        var holds = (any.IsDefault || any.Any(Given)) && OrNone(all).All(Given);
        return holds
            ? ConditionOutcome.Satisfied
            : ConditionOutcome.NotSatisfied(new Finding(
                Reason.AuthenticationTooWeak, $"The sign-in is not strong enough: the policy needs {Describe()}.")
            {
                Member = name,
                Limit = limit,
                Fix = "Sign in again with what the policy needs.",
            });

        bool Given(string wanted) => FactText.Values(fact).Contains(wanted, StringComparer.Ordinal);
    }

    // A session that does not say how it was signed in is asked to sign in again, unless a failed source explains it.
    private ConditionOutcome Unknown(ConditionContext context, Reason reason, string name, string limit) =>
        !context.Facts.FailedSources.IsEmpty
            ? context.Missing(name, Describe())
            : ConditionOutcome.Unknown(new Finding(reason, $"The session does not tell its \"{name}\", and the policy needs {Describe()}.")
            {
                Member = name,
                Limit = limit,
                Fix = "Sign in again.",
            });
}
