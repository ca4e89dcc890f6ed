using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>Who a principal is, read once: its subject and handle, or why it has none; the facts only when somebody asks for them.</summary>
/// <remarks>Belongs to one request, connection or invocation; not thread-safe.</remarks>
internal sealed class RequestCaller
{
    private readonly CallerReader _reader;
    private readonly ClaimsPrincipal _proved;
    private Caller? _caller;

    private RequestCaller(ClaimsPrincipal principal, SubjectReader subjects, CallerReader reader, IJitAccess access)
    {
        _reader = reader;
        Principal = principal;
        _proved = Proved(principal);
        if (subjects.TryRead(_proved, out var subject, out var refusal))
        {
            Subject = subject;
            Handle = access.Resolve(subject);
        }

        Refusal = refusal;
    }

    /// <summary>Reads a principal.</summary>
    public static RequestCaller Of(ClaimsPrincipal principal, IServiceProvider services) => new(
        principal, services.GetRequiredService<SubjectReader>(), services.GetRequiredService<CallerReader>(), services.GetRequiredService<IJitAccess>());

    /// <summary>The principal this was read from; another principal is another caller.</summary>
    public ClaimsPrincipal Principal { get; }

    /// <summary>Why the principal names no subject.</summary>
    public Explanation? Refusal { get; }

    [MemberNotNullWhen(false, nameof(Refusal))]
    [MemberNotNullWhen(true, nameof(Subject), nameof(Handle))]
    public bool IsKnown => Subject is not null;

    public Subject? Subject { get; }

    public SubjectHandle? Handle { get; }

    /// <summary>The caller with what its session presents, for commands.</summary>
    /// <exception cref="JitRejectedException">The principal names no subject, or acts for somebody who cannot be read.</exception>
    public Caller Present(HttpContext? context) =>
        IsKnown ? _caller ??= _reader.Read(_proved, Subject, context) : throw new JitRejectedException(Refusal);

    // INVARIANT: an identity that no scheme has authenticated proves nothing, neither who somebody is nor what they are.
    private static ClaimsPrincipal Proved(ClaimsPrincipal principal) => principal.Identities.All(identity => identity.IsAuthenticated)
        ? principal
        : new ClaimsPrincipal(principal.Identities.Where(identity => identity.IsAuthenticated));
}
