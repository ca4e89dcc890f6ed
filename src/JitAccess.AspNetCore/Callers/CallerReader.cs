using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>Makes the caller of a command out of a principal and the request it came with.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CallerReader(SubjectReader subjects, IOptions<CallerOptions> options, JitClock clock)
{
    private const int MaxNameLength = 256;

    /// <summary>Names the subjects.</summary>
    public SubjectReader Subjects => subjects;

    /// <summary>Reads the caller. Everything that the session presents is stamped with the moment at which it is presented.</summary>
    /// <exception cref="JitRejectedException">The chain of those it acts for cannot be read.</exception>
    public Caller Read(ClaimsPrincipal principal, Subject subject, HttpContext? context)
    {
        var now = clock.Wall;
        return new Caller(subject)
        {
            Presented = FactSet.Empty
                .With(ClaimFacts.Read(principal, options.Value, now))
                .With(SessionFacts.Read(principal, context, now)),
            ActsFor = ActorChain.Read(principal, subject),
            DisplayName = NameOf(principal),
        };
    }

    private static string? NameOf(ClaimsPrincipal principal)
    {
        var name = (principal.FindFirst(ClaimNames.Name) ?? principal.FindFirst(ClaimTypes.Name))?.Value;
        return name is { Length: > 0 and <= MaxNameLength } && SafeText.FirstUnsafe(name) < 0 ? name : null;
    }
}
