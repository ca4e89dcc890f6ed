using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Authorization;

/// <summary>What a caller without a grant is told.</summary>
public sealed class GrantRefusalTests
{
    [Theory]
    [InlineData("/api/orders/4711/refund")]
    [InlineData("/mvc/orders/4711/refund")]
    [InlineData("/orders/4711/refund")]
    [InlineData("/named/4711")]
    public async Task Refusal_OfAMissingGrant_NamesWhatIsMissingAndWhatThisCallerCouldAskFor(string path)
    {
        await using var app = await HostPaths.StartAsync();

        using var response = await app.PostAsync("amina", path);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var problem = await Problem.ReadAsync(response);
        Assert.Equal("jit-grant-required", problem.Reason);
        Assert.Equal("orders:refund", problem.Permission);
        Assert.Equal("orders/4711", problem.Resource);
        Assert.Equal(["refund-fast", "refund-once", "refund-order"], problem.Policies!.Order(StringComparer.Ordinal));
        Assert.Equal(["jit-grant-required", "no-grant"], problem.Findings);
    }

    [Fact]
    public async Task Refusal_OfWhoMayAskForNothing_NamesNoPolicy()
    {
        await using var app = await HostPaths.StartAsync();

        using var response = await app.PostAsync("eve", "/orders/4711/refund");

        Assert.Empty((await Problem.ReadAsync(response)).Policies!);
    }

    // Whoever is refused decides how often: nothing outside is called for it, and the store is not read without bound.
    [Fact]
    public async Task Refusal_AgainAndAgain_AsksNoFactSourceAndNamesPoliciesAsOftenAsTheLimitAllows()
    {
        var source = new CountingSource();
        await using var app = await GrantApp.StartAsync(
            app => app.MapPost("/orders/{orderId:int}/refund", (int orderId) => orderId).RequireJitGrant("orders:refund", "orders/{orderId}"),
            services => services.AddSingleton<IFactSource>(source),
            jit: jit => jit.Configure(options => options.Limits.RefusedCommandsPerHour = 3));
        var named = new List<int>();
        for (var refusal = 0; refusal < 5; refusal++)
        {
            using var response = await app.PostAsync("amina", "/orders/4711/refund");
            named.Add((await Problem.ReadAsync(response)).Policies!.Length);
        }

        Assert.Equal(0, source.Asked);
        Assert.Equal([3, 3, 3, 0, 0], named);
        await app.GrantAsync(); // and she can still ask
        await app.AdvanceAsync(Duration.FromHours(1));
        using var later = await app.PostAsync("amina", "/orders/4711/refund");
        Assert.Equal(3, (await Problem.ReadAsync(later)).Policies!.Length);
    }

    [Fact]
    public async Task Refusal_AfterTheEnd_SaysExpired()
    {
        await using var app = await HostPaths.StartAsync();
        await app.GrantAsync(minutes: 1);
        await app.AdvanceAsync(Duration.FromMinutes(1));

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(["jit-grant-required", "expired"], (await Problem.ReadAsync(response)).Findings);
    }

    [Theory]
    [InlineData("/api/orders/4711/refund")]
    [InlineData("/mvc/orders/4711/refund")]
    [InlineData("/orders/4711/refund")]
    [InlineData("/named/4711")]
    public async Task Refusal_OfNobody_IsAProblemDocumentWithTheChallengeOfTheScheme(string path)
    {
        await using var app = await HostPaths.StartAsync();

        using var response = await app.PostAsync(user: null, path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Header realm=\"tests\"", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("not-signed-in", (await Problem.ReadAsync(response)).Reason);
    }

    [Theory]
    [InlineData("/api/orders/4711/refund")]
    [InlineData("/mvc/orders/4711/refund")]
    [InlineData("/orders/4711/refund")]
    public async Task Refusal_OfNobodyUnderACookieScheme_IsNoRedirect(string path)
    {
        await using var app = await HostPaths.StartAsync(after: CookiesByDefault);

        using var response = await app.PostAsync(user: null, path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Null(response.Headers.Location);
        Assert.Equal("not-signed-in", (await Problem.ReadAsync(response)).Reason);
    }

    [Fact]
    public async Task Refusal_OnAPage_IsTheSchemesOwn()
    {
        await using var app = await GrantApp.StartAsync(
            app => app.MapGet("/page", () => "secret").RequireJitGrant("payroll:read").WithMetadata(new JitPageAttribute()), after: CookiesByDefault);

        using var nobody = await app.GetAsync(user: null, "/page");

        Assert.Equal(HttpStatusCode.Redirect, nobody.StatusCode);
    }

    [Theory]
    [InlineData("/orders/04711/refund")]
    [InlineData("/orders/+4711/refund")]
    [InlineData("/orders/%2B4711/refund")]
    [InlineData("/orders/%204711/refund")]
    [InlineData("/orders/4711%20/refund")]
    [InlineData("/orders/-0/refund")]
    [InlineData("/api/orders/04711/refund")]
    [InlineData("/mvc/orders/04711/refund")]
    [InlineData("/mvc/orders/%204711/refund")]
    [InlineData("/named/04711")]
    public async Task Refusal_OfAValueThatIsNotSpeltCanonically_Is400AndNeverFolded(string path)
    {
        await using var app = await HostPaths.StartAsync();
        await app.GrantAsync();

        using var response = await app.PostAsync("amina", path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("resource-not-canonical", (await Problem.ReadAsync(response)).Reason);
    }

    [Theory]
    [InlineData("/guids/6F9619FF-8B86-D011-B42D-00CF4FC964FF")]
    [InlineData("/guids/6f9619ff8b86d011b42d00cf4fc964ff")]
    [InlineData("/guids/%7B6f9619ff-8b86-d011-b42d-00cf4fc964ff%7D")]
    [InlineData("/flags/True")]
    [InlineData("/typed/04711")]
    [InlineData("/texts/a%2Fb")]
    [InlineData("/texts/a%5Cb")]
    [InlineData("/texts/a%25b")]
    [InlineData("/texts/%2A")]
    [InlineData("/texts/%E2%80%AEx")]
    [InlineData("/texts/e%CC%81")]
    [InlineData("/texts/%D0%B0bc")]
    public async Task Refusal_OfOtherTypes_HoldsForEachOfThem(string path)
    {
        await using var app = await GrantApp.StartAsync(app =>
        {
            app.MapGet("/guids/{id:guid}", (Guid id) => id).RequireJitGrant("orders:refund", "orders/{id}");
            app.MapGet("/flags/{id:bool}", (bool id) => id).RequireJitGrant("orders:refund", "orders/{id}");
            app.MapGet("/typed/{id}", (long id) => id).RequireJitGrant("orders:refund", "orders/{id}");
            app.MapGet("/texts/{id}", (string id) => id).RequireJitGrant("orders:refund", "orders/{id}");
        });
        await app.Jit.As("amina").RequestAsync("refund-fast", resource: null, minutes: 5);

        using var response = await app.GetAsync("amina", path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("resource-not-canonical", (await Problem.ReadAsync(response)).Reason);
    }

    [Theory]
    [InlineData("/guids/6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("/typed/-4711")]
    [InlineData("/texts/a b")]
    [InlineData("/texts/%C3%A9")]
    public async Task Canonical_ValuesOfOtherTypes_AreServed(string path)
    {
        await using var app = await GrantApp.StartAsync(app =>
        {
            app.MapGet("/guids/{id:guid}", (Guid id) => id).RequireJitGrant("orders:refund", "orders/{id}");
            app.MapGet("/typed/{id}", (long id) => id).RequireJitGrant("orders:refund", "orders/{id}");
            app.MapGet("/texts/{id}", (string id) => id).RequireJitGrant("orders:refund", "orders/{id}");
        });
        await app.Jit.As("amina").RequestAsync("refund-fast", resource: null, minutes: 5);

        using var response = await app.GetAsync("amina", path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task P27_Refusal_OfANodeThatNeverSynchronised_Is503WithRetryAfter()
    {
        var web = GrantApp.Build(
            HostPaths.Map, HostPaths.AddServices, jit: jit => jit.Configure(options => options.WaitAtStart = Duration.Zero));
        var store = (FragileStore)web.Services.GetRequiredService<JitAccess.Stores.IGrantStore>();
        store.IsAway = true;
        var time = web.Services.GetRequiredService<JitAccess.Testing.FakeTime>();
        var starting = web.StartAsync();
        while (!starting.IsCompleted)
        {
            time.Advance(Duration.FromSeconds(1));
            await Task.Yield();
        }

        await starting;
        await using var app = GrantApp.Over(web);
        Assert.Empty(await HostPaths.AllowingAsync(app, 4711));
        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("not-synchronised", (await Problem.ReadAsync(response)).Reason);
    }

    [Fact]
    public async Task Refusal_OfAStaleNode_Is503WithRetryAfter()
    {
        await using var app = await HostPaths.StartAsync();
        await app.GrantAsync();
        app.Store.IsAway = true;
        await app.AdvanceAsync(Duration.FromSeconds(5));

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("node-stale", (await Problem.ReadAsync(response)).Reason);
    }

    [Fact]
    public async Task Refusal_ThatIsNotOurs_IsLeftToTheApplication()
    {
        await using var app = await GrantApp.StartAsync(
            app => app.MapGet("/admin", () => "secret").RequireJitGrant("payroll:read").RequireAuthorization(policy => policy.RequireRole("nobody")));
        await app.Jit.As("bo").RequestAsync("payroll", resource: null, minutes: 5);

        using var response = await app.GetAsync("bo", "/admin");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Null(response.Content.Headers.ContentType);
    }

    private static void CookiesByDefault(IServiceCollection services) => services
        .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
        .AddCookie(options => options.LoginPath = "/login");

    private sealed class CountingSource : IFactSource
    {
        public int Asked { get; private set; }

        public string Name => "risk-engine";

        public ValueTask<IReadOnlyList<Fact>> GatherAsync(FactQuery query, CancellationToken cancellationToken)
        {
            Asked++;
            return new([]);
        }
    }
}
