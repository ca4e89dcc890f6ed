using System.Text.Json;
using NodaTime;

namespace JitAccess;

/// <summary>How a policy lets somebody in at once in an emergency, and what that owes.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class BreakGlassRule
{
    /// <summary>How long a grant lasts at most: 1 hour.</summary>
    public static readonly Duration Longest = Duration.FromHours(1);

    /// <summary>How old the sign-in may be where the policy does not say, and at most: 5 minutes.</summary>
    public static readonly Duration OldestSignIn = Duration.FromMinutes(5);

    internal BreakGlassRule(BreakGlassDraft draft)
    {
        Reviewers = draft.Reviewers!;
        SignedInWithin = draft.SignedInWithin ?? OldestSignIn;
        FreshSignIn = SignedIn.Within(SignedInWithin);
    }

    /// <summary>Gets who may review such a grant once it has ended. Nobody ever reviews a grant of their own, whatever this says.</summary>
    public Condition Reviewers { get; }

    /// <summary>Gets how long ago the sign-in may be, in whole seconds, 1 second to 5 minutes. <value>The default is 5 minutes.</value></summary>
    public Duration SignedInWithin { get; }

    /// <summary>Gets the condition that <see cref="SignedInWithin"/> stands for.</summary>
    internal Condition FreshSignIn { get; }

    /// <summary>Writes the rule in its canonical form.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("reviewers");
        Reviewers.Write(writer);
        if (SignedInWithin != OldestSignIn)
        {
            writer.WriteString("signedInWithin", DurationText.Format(SignedInWithin));
        }

        writer.WriteEndObject();
    }
}
