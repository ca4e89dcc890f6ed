using System.Security.Claims;
using System.Text.Encodings.Web;
using JitAccess.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitAccess.AspNetCore.Tests;

/// <summary>Believes a header, or a query value where a browser cannot send headers.</summary>
internal sealed class HeaderSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "header";
    public const string Header = "Test-User";

    public static ClaimsPrincipal PrincipalOf(string user) =>
        new(new ClaimsIdentity([new Claim("iss", TestPeople.Issuer), new Claim("sub", user)], Name));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Request.Headers[Header].ToString() is { Length: > 0 } user
            ? AuthenticateResult.Success(new AuthenticationTicket(PrincipalOf(user), Name))
            : AuthenticateResult.NoResult());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = 401;
        Response.Headers.WWWAuthenticate = ("Header realm=\"tests\"");
        return Task.CompletedTask;
    }
}
