using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

[assembly: HostingStartup(typeof(DemoSignIn))]

/// <summary>Believes two request headers. It stands for the sign-in that every application already has.</summary>
public sealed class DemoSignIn : IHostingStartup
{
    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services => services
        .AddAuthorization()
        .AddAuthentication("demo").AddScheme<AuthenticationSchemeOptions, DemoSignInHandler>("demo", configureOptions: null));
}

internal sealed class DemoSignInHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? name = Request.Headers["Demo-User"];
        string? role = Request.Headers["Demo-Role"];
        if (name is null || role is null)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, name), new(ClaimTypes.Role, role)], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name)));
    }
}
