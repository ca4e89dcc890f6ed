using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>Who a principal is, read once: its handle, or why it has none; the subject itself and the facts only when somebody asks for them.</summary>
/// <remarks>Belongs to one request, connection or invocation; not thread-safe.</remarks>
internal sealed class RequestCaller
{
    private readonly CallerReader _reader;
    private readonly SubjectKind _kind;
    private Subject? _subject;
    private Caller? _caller;

    private RequestCaller(ClaimsPrincipal principal, CallerReader reader, IJitAccess access)
    {
        (Principal, _reader) = (principal, reader);
        if (reader.Subjects.TryRead(Proved(principal), out var name, out _kind, out var refusal))
        {
            // Most who ask hold a grant: then nothing has to be made, or seen to be canonical.
            Handle = (access as JitAccessService)?.Resolve(name);
            if (Handle is null && SubjectReader.TryMake(name, _kind, out _subject, out refusal))
            {
                Handle = access.Resolve(_subject);
            }
        }

        Refusal = refusal;
    }

    /// <summary>Reads a principal.</summary>
    public static RequestCaller Of(ClaimsPrincipal principal, IServiceProvider services) =>
        new(principal, services.GetRequiredService<CallerReader>(), services.GetRequiredService<IJitAccess>());

    /// <summary>The principal this was read from; another principal is another caller.</summary>
    public ClaimsPrincipal Principal { get; }

    /// <summary>Why the principal names no subject.</summary>
    public Explanation? Refusal { get; }

    [MemberNotNullWhen(false, nameof(Refusal))]
    [MemberNotNullWhen(true, nameof(Subject), nameof(Handle))]
    public bool IsKnown => Handle is not null;

    /// <summary>The handle of the subject, for checks.</summary>
    public SubjectHandle? Handle { get; }

    /// <summary>The subject as the principal tells it: what it is, is no part of its identity, so that of the handle may be told otherwise.</summary>
    public Subject? Subject => _subject ??= Handle?.Subject is not { } held ? null
        : held.Kind == _kind ? held
        : Subject.Restore(held.Tenant, held.Issuer, held.Id, _kind);

    /// <summary>The caller with what its session presents, for commands.</summary>
    /// <exception cref="JitRejectedException">The principal names no subject, or acts for somebody who cannot be read.</exception>
    public Caller Present(HttpContext? context) =>
        IsKnown ? _caller ??= _reader.Read(Proved(Principal), Subject, context) : throw new JitRejectedException(Refusal);

    // INVARIANT: an identity that no scheme has authenticated proves nothing, neither who somebody is nor what they are.
    private static ClaimsPrincipal Proved(ClaimsPrincipal principal)
    {
        var identities = ListOf.Items(principal.Identities);
        for (var index = 0; index < identities.Count; index++)
        {
            if (!identities[index].IsAuthenticated)
            {
                return new ClaimsPrincipal(principal.Identities.Where(identity => identity.IsAuthenticated));
            }
        }

        return principal;
    }
}
