using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>Under the prefix everything is answered with a document; outside of it, and where the application has routes of its own, nothing changes.</summary>
public sealed class UnmappedTests
{
    [Theory]
    [InlineData("DELETE", "/jit/requests", "GET, POST")]
    [InlineData("PUT", "/jit/requests/", "GET, POST")]
    [InlineData("HEAD", "/jit/policies", "GET")]
    [InlineData("OPTIONS", "/jit/check", "POST")]
    [InlineData("GET", "/JIT/Check", "POST")]
    [InlineData("PATCH", "/jit/requests/aaaaaaaaaaaaaaaaaaaaaaaaaa", "GET")]
    [InlineData("GET", "/jit/requests/aaaaaaaaaaaaaaaaaaaaaaaaaa/votes", "POST")]
    [InlineData("GET", "/jit/grants/aaaaaaaaaaaaaaaaaaaaaaaaaa/release", "POST")]
    [InlineData("BREW", "/jit/grants", "GET")]
    public async Task Method_ThatARouteDoesNotTake_IsRefusedWithThoseThatItTakes(string method, string path, string allowed)
    {
        await using var host = await ApiHost.StartAsync();
        using var request = ApiHost.Request(new HttpMethod(method), path, "amina");
        using var response = await host.Client.SendAsync(request);

        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
        if (method != "HEAD")
        {
            var answer = (await Answer.ReadAsync(response)).Refuses(405, "method-not-allowed");
            Assert.Equal((method, allowed), (answer.Text("value"), answer.Text("limit")));
        }
        else
        {
            Assert.Equal(StatusCodes.Status405MethodNotAllowed, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData("GET", "/jit")]
    [InlineData("GET", "/jit/")]
    [InlineData("POST", "/jit/requests/aaaaaaaaaaaaaaaaaaaaaaaaaa/approve")]
    [InlineData("GET", "/jit/requests/a/b/c/d")]
    [InlineData("GET", "/jit/nothing%0d%0aX:1")]
    public async Task Path_ThatThereIsNot_IsRefusedWithADocument(string method, string path)
    {
        await using var host = await ApiHost.StartAsync();

        var answer = (await host.SendAsync(ApiHost.Request(new HttpMethod(method), path, "amina"))).Refuses(404, "route-unknown");

        Assert.StartsWith("/jit", answer.Text("value"), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', answer.Text("value"));
        Assert.Equal("A request was refused: route-unknown.", Assert.Single(host.Log.Ours).Text);
    }

    [Fact]
    public async Task Path_ThatThereIsNot_DemandsSomebodySignedInFirst()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.GetAsync("", "/jit/nothing")).Refuses(401, "not-signed-in");
        (await host.SendAsync(ApiHost.Request(HttpMethod.Delete, "/jit/requests", user: ""))).Refuses(401, "not-signed-in");
    }

    [Fact]
    public async Task RoutesOfTheApplication_AreLeftAlone()
    {
        await using var host = await ApiHost.StartAsync(use: app =>
        {
            app.MapGet("/jit/ours", () => "ours");
            app.MapGet("/{tenant}/{page}", (string tenant, string page) => $"{tenant}'s {page}");
            app.MapGet("/orders", () => "orders");
            app.MapFallback(() => "fallback");
        });

        Assert.Equal("ours", (await host.GetAsync("", "/jit/ours")).Body);
        Assert.Equal("jit's page", (await host.GetAsync("", "/jit/page")).Body);
        Assert.Equal("fallback", (await host.GetAsync("", "/elsewhere/at/all")).Body);
        Assert.Equal("orders", (await host.GetAsync("", "/orders")).Body);
        (await host.GetAsync("amina", "/jit/a/b/c")).Refuses(404, "route-unknown");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Path_UnderAnApiAtTheRoot_IsTheApplications(string prefix)
    {
        await using var host = await ApiHost.StartAsync(prefix: prefix);

        (await host.GetAsync("amina", "/requests")).Is(200);
        Assert.Equal("", (await host.GetAsync("amina", "/nothing")).Body);
    }

    [Theory]
    [InlineData("/{tenant}")]
    [InlineData("{tenant}/jit")]
    [InlineData("/x{tenant}")]
    public async Task Path_UnderAnApiWhosePrefixBeginsWithAParameter_IsTheApplications(string prefix)
    {
        await using var host = await ApiHost.StartAsync(prefix: prefix, use: app =>
        {
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new OneFile("/xcss/jit/site.css") });
            app.MapFallback(() => "fallback");
        });

        (await host.GetAsync("amina", prefix.Replace("{tenant}", "acme", StringComparison.Ordinal).TrimStart('/').Insert(0, "/") + "/requests")).Is(200);
        Assert.Equal("file", (await host.GetAsync("", "/xcss/jit/site.css")).Body);
        Assert.Equal("fallback", (await host.GetAsync("", "/xany/jit/page")).Body);
    }

    [Fact]
    public async Task StaticFile_UnderThePrefix_IsNotServed()
    {
        await using var host = await ApiHost.StartAsync(use: app =>
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new OneFile("/jit/site.css", "/css/site.css") }));

        (await host.GetAsync("", "/jit/site.css")).Refuses(401, "not-signed-in");
        Assert.Equal("file", (await host.GetAsync("", "/css/site.css")).Body);
    }

    [Fact]
    public async Task Path_UnderAnotherPrefix_IsMatchedThere()
    {
        await using var host = await ApiHost.StartAsync(prefix: "/api/{version}/access");

        var answer = await host.SendAsync(ApiHost.Request(HttpMethod.Delete, "/api/v1/access/grants", "amina"));

        Assert.Equal("GET", answer.Refuses(405, "method-not-allowed").Text("limit"));
    }
}
