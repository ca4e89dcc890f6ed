using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>A sign-in that is too old or too weak is challenged (RFC 9470), and the same demand stands in the document.</summary>
public sealed class SignInDemandTests
{
    private const string Ask = """{"policy":"rotate-keys","duration":"PT5M"}""";

    private static readonly long Now = Instant.FromUtc(2026, 3, 2, 9, 0).ToUnixTimeSeconds();

    [Fact]
    public async Task Submit_WithAFreshAndStrongSignIn_IsAccepted()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.PostAsync("olga", "/jit/requests", Ask, ("X-Claims", $"auth_time={Now - 299};acr=phrh"))).Is(201);
    }

    [Fact]
    public async Task Submit_WithAnOldSignIn_DemandsAFresherOneOfEveryScheme()
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await host.PostAsync("olga", "/jit/requests", Ask, ("X-Claims", $"auth_time={Now - 300};acr=phr"));

        Assert.Equal(300, answer.Refuses(401, "authentication-too-old").Json.GetProperty("maxAge").GetInt32());
        Assert.False(answer.Has("acrValues"));
        Assert.Equal(
            "Header realm=\"tests\", error=\"insufficient_user_authentication\", error_description=\"A fresher or stronger sign-in is needed\", max_age=\"300\"",
            answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Submit_WithAWeakSignInOfABearerScheme_IsTheChallengeOfTheStandard()
    {
        await using var host = await ApiHost.StartAsync(build: builder => builder.Services.AddAuthentication("Bearer")
            .AddScheme<AuthenticationSchemeOptions, BearerLike>("Bearer", configureOptions: null));

        var answer = await host.PostAsync("olga", "/jit/requests", Ask);

        Assert.Equal("""["phr","phrh"]""", answer.Refuses(401, "authentication-too-old").Json.GetProperty("acrValues").GetRawText());
        Assert.Equal(["authentication-too-old", "authentication-too-weak"], answer.Findings());
        var challenge = Assert.Single(answer.Headers.WwwAuthenticate);
        Assert.Equal("Bearer", challenge.Scheme);
        Assert.Equal(
            "error=\"insufficient_user_authentication\", error_description=\"A fresher or stronger sign-in is needed\", max_age=\"300\", acr_values=\"phr phrh\"",
            challenge.Parameter);
    }

    [Fact]
    public async Task Submit_WithAWeakSignInOfACookieScheme_DemandsTheSameWithoutRedirect()
    {
        AuthenticationProperties? challenged = null;
        await using var host = await ApiHost.StartAsync(build: builder => builder.Services
            .AddAuthentication(options =>
            {
                options.DefaultScheme = HeaderAuthentication.Name;
                options.DefaultChallengeScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            })
            .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.Name, configureOptions: null)
            .AddCookie(cookie => cookie.Events.OnRedirectToLogin = context =>
            {
                challenged = context.Properties;
                context.Response.Redirect(context.RedirectUri);
                return Task.CompletedTask;
            }));

        var answer = await host.PostAsync("olga", "/jit/requests", Ask);

        Assert.Equal(300, answer.Refuses(401, "authentication-too-old").Json.GetProperty("maxAge").GetInt32());
        Assert.Null(answer.Headers.Location);
        Assert.StartsWith("Cookies error=\"insufficient_user_authentication\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(5), challenged!.GetParameter<TimeSpan?>("max_age"));
        Assert.Equal("phr phrh", challenged.GetParameter<string>("acr_values"));
    }

    [Fact]
    public async Task Submit_UnderSchemesThatTheApplicationNamedForOurRoutes_ChallengesThose()
    {
        await using var host = await ApiHost.StartAsync(
            build: builder => builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie()
                .AddScheme<AuthenticationSchemeOptions, BearerLike>("Bearer", configureOptions: null),
            group: routes => routes.RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Bearer" }));

        var answer = await host.PostAsync("olga", "/jit/requests", Ask);

        answer.Refuses(401, "authentication-too-old");
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    private sealed class BearerLike(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var identity = new System.Security.Claims.ClaimsIdentity(
                [new("iss", Testing.TestPeople.Issuer), new("sub", Request.Headers["X-User"].ToString()), new("tid", "default")], "Bearer");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new(identity), "Bearer")));
        }

        protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.StatusCode = 401;
            Response.Headers.WWWAuthenticate = "Bearer";
            await Response.Body.WriteAsync("a body that must not be seen"u8.ToArray());
        }
    }
}
