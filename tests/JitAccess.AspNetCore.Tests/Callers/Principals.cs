using System.Security.Claims;
using JitAccess.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace JitAccess.AspNetCore.Tests.Callers;

/// <summary>Makes principals out of claims, and reads them.</summary>
internal static class Principals
{
    public static FakeTime Time { get; } = new();

    public static ClaimsPrincipal Of(params (string Type, string Value)[] claims) => In("scheme", claims);

    public static ClaimsPrincipal In(string? scheme, params (string Type, string Value)[] claims) =>
        new(new ClaimsIdentity(claims.Select(claim => new Claim(claim.Type, claim.Value)), scheme));

    public static (Subject? Subject, Reason? Refusal) ReadSubject(ClaimsPrincipal principal, CallerOptions? options = null) =>
        new SubjectReader(Options.Create(options ?? new CallerOptions())).TryRead(principal, out var name, out var kind, out var refusal)
            && SubjectReader.TryMake(name, kind, out var subject, out refusal)
            ? (subject, null)
            : (null, refusal.Reason);

    public static Caller ReadCaller(ClaimsPrincipal principal, HttpContext? context = null, CallerOptions? options = null)
    {
        var (subject, _) = ReadSubject(principal, options);
        var choices = Options.Create(options ?? new CallerOptions());
        return new CallerReader(new SubjectReader(choices), choices, new JitClock(Time)).Read(principal, subject!, context);
    }

    public static IEnumerable<string>? ValuesOf(Caller caller, string fact) => caller.Presented.TryGet(fact, out var found) ? found.Values.ToArray() : null;
}
