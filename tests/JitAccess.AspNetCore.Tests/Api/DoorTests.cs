using JitAccess.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>Who is let in: signed in, over HTTPS, from our own site.</summary>
public sealed class DoorTests
{
    private static readonly (HttpMethod Method, string Path)[] Routes =
    [
        (HttpMethod.Get, "/jit/policies"),
        (HttpMethod.Get, "/jit/requests"),
        (HttpMethod.Post, "/jit/requests"),
        (HttpMethod.Get, "/jit/requests/aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        (HttpMethod.Post, "/jit/requests/aaaaaaaaaaaaaaaaaaaaaaaaaa/votes"),
        (HttpMethod.Post, "/jit/requests/aaaaaaaaaaaaaaaaaaaaaaaaaa/withdraw"),
        (HttpMethod.Post, "/jit/requests/aaaaaaaaaaaaaaaaaaaaaaaaaa/activate"),
        (HttpMethod.Get, "/jit/grants"),
        (HttpMethod.Get, "/jit/grants/aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        (HttpMethod.Post, "/jit/grants/aaaaaaaaaaaaaaaaaaaaaaaaaa/release"),
        (HttpMethod.Post, "/jit/grants/aaaaaaaaaaaaaaaaaaaaaaaaaa/revoke"),
        (HttpMethod.Post, "/jit/check"),
    ];

    [Fact]
    public async Task Route_WithNobodySignedIn_AnswersTheSchemesChallenge()
    {
        await using var host = await ApiHost.StartAsync();

        foreach (var (method, path) in Routes)
        {
            var answer = (await host.SendAsync(ApiHost.Request(method, path, user: ""))).Refuses(401, "not-signed-in");

            Assert.Equal("Header realm=\"tests\"", answer.Headers.WwwAuthenticate.ToString());
            Assert.Null(answer.Headers.Location);
        }
    }

    [Fact]
    public async Task Route_WithoutAnyAuthentication_FailsClosed()
    {
        await using var host = await ApiHost.StartAsync(build: _ => { });

        foreach (var (method, path) in Routes)
        {
            Assert.Empty((await host.SendAsync(ApiHost.Request(method, path, "amina"))).Refuses(401, "not-signed-in").Headers.WwwAuthenticate);
        }
    }

    [Fact]
    public async Task Route_OfACookieScheme_NeverRedirectsNorSetsCookies()
    {
        await using var host = await ApiHost.StartAsync(build: builder =>
            builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
                cookie.Events.OnRedirectToLogin = context =>
                {
                    context.Response.Cookies.Append("correlation", "1");
                    context.Response.Redirect("https://login.example/sign-in");
                    return Task.CompletedTask;
                }));

        foreach (var (method, path) in Routes)
        {
            var answer = (await host.SendAsync(ApiHost.Request(method, path, user: ""))).Refuses(401, "not-signed-in");

            Assert.Null(answer.Headers.Location);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.Empty(answer.Headers.WwwAuthenticate);
        }
    }

    [Fact]
    public async Task Route_UnderAFallbackPolicy_AnswersTheSame()
    {
        await using var host = await ApiHost.StartAsync(build: builder =>
        {
            builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
            builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        });

        foreach (var (method, path) in Routes)
        {
            Assert.Null((await host.SendAsync(ApiHost.Request(method, path, user: ""))).Refuses(401, "not-signed-in").Headers.Location);
        }
    }

    [Fact]
    public async Task Route_WithAPrincipalThatNamesNoSubject_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.GetAsync("amina", "/jit/requests", ("X-Claims", "tid=another"))).Refuses(403, "tenant-unresolved");
        (await host.GetAsync("amina", "/jit/requests", ("X-Claims", "sub=somebody else"))).Refuses(403, "subject-unresolved");
        (await host.GetAsync(" amina", "/jit/requests")).Refuses(400, "subject-not-canonical");
    }

    [Theory]
    [InlineData("Production", "http", "192.0.2.7", false)]
    [InlineData("Staging", "http", "2001:db8::1", false)]
    [InlineData("Production", "https", "192.0.2.7", true)]
    [InlineData("Production", "http", "127.0.0.1", true)]
    [InlineData("Production", "http", "127.9.9.9", true)]
    [InlineData("Production", "http", "::1", true)]
    [InlineData("Production", "http", "::ffff:127.0.0.1", true)]
    [InlineData("Production", "http", "::ffff:192.0.2.7", false)]
    [InlineData("Development", "http", "192.0.2.7", true)]
    public async Task Route_OverPlainHttp_IsRefusedOutsideDevelopmentAndLoopback(string environment, string scheme, string address, bool isServed)
    {
        await using var host = await ApiHost.StartAsync(environment: environment);

        foreach (var (method, path) in Routes)
        {
            // Before anything else: a token that came over plain HTTP is not looked at.
            var answer = await host.SendAsync(ApiHost.Request(method, path, user: "", ("X-Scheme", scheme), ("X-Address", address)));
            if (isServed)
            {
                answer.Refuses(401, "not-signed-in");
            }
            else
            {
                Assert.Equal("https", answer.Refuses(400, "https-required").Text("limit"));
            }
        }
    }

    [Theory]
    [InlineData("cross-site", false)]
    [InlineData("same-site", false)]
    [InlineData("Same-Origin", false)]
    [InlineData("same-origin", true)]
    [InlineData("none", true)]
    [InlineData(null, true)]
    public async Task Route_OfACookieCaller_IsServedToOurOwnSiteOnly(string? site, bool isServed)
    {
        await using var host = await ApiHost.StartAsync();
        List<(string, string)> headers = [("Cookie", "session=1")];
        if (site is not null)
        {
            headers.Add(("Sec-Fetch-Site", site));
        }

        foreach (var (method, path) in Routes)
        {
            var answer = await host.SendAsync(ApiHost.Request(method, path, "amina", [.. headers]));
            if (isServed)
            {
                Assert.True((int)answer.Status is 200 or 400 or 404, answer.Body);
            }
            else
            {
                Assert.Equal("Sec-Fetch-Site", answer.Refuses(403, "cross-site").Text("member"));
            }
        }
    }

    [Theory]
    [InlineData("Basic YW1pbmE6eA==")]
    [InlineData("negotiate YII=")]
    [InlineData("NTLM TlRM")]
    [InlineData("Digest username=\"amina\"")]
    public async Task Route_OfACallerWhomTheBrowserSignsIn_IsServedToOurOwnSiteOnly(string authorization)
    {
        await using var host = await ApiHost.StartAsync();
        var withdraw = $"/jit/requests/{(await host.AskAsync()).Id}/withdraw"; // takes no body, so a form could send it

        (await host.PostAsync("amina", withdraw, null, ("Authorization", authorization), ("Sec-Fetch-Site", "cross-site"))).Refuses(403, "cross-site");
        (await host.PostAsync("amina", withdraw, null, ("Authorization", authorization), ("Cookie", "a=1"), ("Sec-Fetch-Site", "same-site"))).Refuses(403, "cross-site");
        (await host.PostAsync("amina", withdraw, null, ("Authorization", authorization), ("Sec-Fetch-Site", "same-origin"))).Is(201);
    }

    [Fact]
    public async Task Route_OfATokenCaller_IsServedToAnySite()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.GetAsync("amina", "/jit/requests", ("Cookie", "a=1"), ("Authorization", "Bearer x"), ("Sec-Fetch-Site", "cross-site"))).Is(200);
    }

    // A client certificate, or NTLM and Negotiate that persist on the connection: the request carries neither a cookie nor credentials.
    [Fact]
    public async Task Route_OfACallerWhomTheConnectionSignsIn_IsServedToOurOwnSiteOnly()
    {
        await using var host = await ApiHost.StartAsync();
        var release = $"/jit/grants/{await host.GrantAsync()}/release";

        (await host.PostAsync("amina", release, null, ("Sec-Fetch-Site", "cross-site"))).Refuses(403, "cross-site");
        (await host.PostAsync("amina", release, null, ("Sec-Fetch-Site", "same-origin"))).Is(201);
    }

    [Fact]
    public async Task Refusal_OfAnyKind_IsOneLineInTheLog()
    {
        await using var host = await ApiHost.StartAsync();

        await host.GetAsync("", "/jit/requests");
        await host.GetAsync("amina", "/jit/requests/x\u202e\"'%0d%0a");

        Assert.Equal(
            ["A request was refused: not-signed-in.", "A request was refused: not-found."],
            host.Log.Ours.Select(line => line.Text));
        Assert.All(host.Log.Ours, line => Assert.Equal(("JitAccess.Api", 2101, "ApiRefused"), (line.Category, line.Event.Id, line.Event.Name)));
    }

    [Fact]
    public async Task Exception_OfTheApplicationsOwn_StaysTheHostsBusiness()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.TenantFrom(_ => throw new NotSupportedException("the application's")));

        await Assert.ThrowsAsync<NotSupportedException>(() => host.GetAsync("amina", "/jit/requests"));
        Assert.Empty(host.Log.Ours);
    }

    [Fact]
    public async Task MapJitAccess_WithoutAddJitAccess_SaysWhatIsMissing()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        await using var app = builder.Build();

        var refusal = Assert.Throws<InvalidOperationException>(() => app.MapJitAccess());

        Assert.Contains("AddJitAccess", refusal.Message, StringComparison.Ordinal);
    }
}
