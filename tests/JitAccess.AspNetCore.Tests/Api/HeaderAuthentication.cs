using System.Security.Claims;
using System.Text.Encodings.Web;
using JitAccess.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>Signs in whoever a header names: <c>X-User: amina</c>, <c>X-Tenant</c>, and claims as <c>X-Claims: acr=phr;auth_time=1</c>.</summary>
internal sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Header";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Headers.TryGetValue("X-User", out var user))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var identity = new ClaimsIdentity(Name);
        identity.AddClaim(new Claim("iss", TestPeople.Issuer));
        identity.AddClaim(new Claim("sub", Uri.UnescapeDataString(user.ToString())));
        identity.AddClaim(new Claim("tid", Request.Headers.TryGetValue("X-Tenant", out var tenant) ? tenant.ToString() : "default"));
        foreach (var pair in Request.Headers["X-Claims"].ToString().Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            identity.AddClaim(new Claim(parts[0], parts[1]));
        }

        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Header realm=\"tests\"";
        return base.HandleChallengeAsync(properties);
    }
}
