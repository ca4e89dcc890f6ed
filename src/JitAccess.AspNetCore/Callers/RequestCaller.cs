using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>Who a principal is, read once: its handle, or why it has none; the subject itself and the facts only when somebody asks for them.</summary>
/// <remarks>Belongs to one request, connection or invocation; not thread-safe.</remarks>
internal sealed class RequestCaller
{
    private readonly CallerReader _reader;
    private readonly Subject? _subject; // where the handle's is not the one
    private Caller? _caller;

    /// <summary>Reads a principal.</summary>
    public RequestCaller(ClaimsPrincipal principal, CallerReader reader, IJitAccess access)
    {
        (Principal, _reader) = (principal, reader);
        if (reader.Subjects.TryRead(Proved(principal), out var name, out var kind, out var refusal))
        {
            // Most who ask hold a grant: then nothing has to be made, or seen to be canonical. What somebody is, is no part of the identity.
            Handle = (access as JitAccessService)?.Resolve(name);
            if (Handle is null && SubjectReader.TryMake(name, kind, out _subject, out refusal))
            {
                Handle = access.Resolve(_subject);
            }
            else if (Handle?.Subject is { } held && held.Kind != kind)
            {
                _subject = Subject.Restore(held.Tenant, held.Issuer, held.Id, kind);
            }
        }

        Refusal = refusal;
    }

    /// <summary>The principal this was read from; another principal is another caller.</summary>
    public ClaimsPrincipal Principal { get; }

    /// <summary>Why the principal names no subject.</summary>
    public Explanation? Refusal { get; }

    [MemberNotNullWhen(false, nameof(Refusal))]
    [MemberNotNullWhen(true, nameof(Subject), nameof(Handle))]
    public bool IsKnown => Handle is not null;

    /// <summary>The handle of the subject, for checks.</summary>
    public SubjectHandle? Handle { get; }

    /// <summary>The subject as the principal tells it, which the handle may hold as another kind.</summary>
    public Subject? Subject => _subject ?? Handle?.Subject;

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
