using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Conditions on the sign-in. Whoever does not meet one is asked to sign in again (RFC 9470).</summary>
public static class SignedIn
{
    /// <summary>Holds for a session that was presented at most this long after its sign-in.</summary>
    /// <param name="age">Whole seconds, at most 366 days; the interval is half-open.</param>
    /// <returns>The condition.</returns>
    public static Condition Within(Duration age) => new AuthenticationCondition { Within = age };

    /// <summary>Holds for a sign-in by at least one of the methods (<c>amr</c>, RFC 8176).</summary>
    /// <param name="methods">1 to 20 methods, such as <c>hwk</c>.</param>
    /// <returns>The condition.</returns>
    public static Condition WithAny(params ReadOnlySpan<string> methods) => new AuthenticationCondition { AnyMethod = methods.ToImmutableArray() };

    /// <summary>Holds for a sign-in by all of the methods (<c>amr</c>, RFC 8176).</summary>
    /// <param name="methods">1 to 20 methods, such as <c>pwd</c> and <c>otp</c>.</param>
    /// <returns>The condition.</returns>
    public static Condition WithAll(params ReadOnlySpan<string> methods) => new AuthenticationCondition { AllMethods = methods.ToImmutableArray() };

    /// <summary>Holds for a sign-in at one of the levels (<c>acr</c>, OpenID Connect Core, section 2).</summary>
    /// <param name="levels">1 to 20 levels.</param>
    /// <returns>The condition.</returns>
    public static Condition AtLevel(params ReadOnlySpan<string> levels) => new AuthenticationCondition { Levels = levels.ToImmutableArray() };
}
