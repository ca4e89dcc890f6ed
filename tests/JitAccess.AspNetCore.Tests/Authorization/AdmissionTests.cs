using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Authorization;

/// <summary>What is taken, told and injected when an operation is admitted.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public async Task SingleUse_UnderSeveralAttributesAndChecksOfOneRequest_IsTakenOnce()
    {
        await using var app = await GrantApp.StartAsync(
            app => app.MapPost("/orders/{orderId:int}/refund", async (int orderId, ClaimsPrincipal user, IAuthorizationService authorization) =>
                    (await authorization.AuthorizeAsync(user, $"orders/{orderId}", "refund")).Succeeded)
                .RequireJitGrant("orders:refund", "orders/{orderId}")
                .RequireJitGrant("orders:refund", "orders/{orderId}")
                .RequireAuthorization("named"),
            HostPaths.AddServices);
        await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);

        using var first = await app.PostAsync("amina", "/orders/4711/refund");
        using var second = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("true", await first.Content.ReadAsStringAsync());
        Assert.Equal(["jit-grant-required", "used-up"], (await Problem.ReadAsync(second)).Findings);
    }

    [Fact]
    public async Task FirstUse_OfAGrantThatWaitsForIt_StartsTheClock()
    {
        var vault = JitPolicySet.Create("vault", version: 1, JitPolicy.Create("open-vault").Grants("vault:open").On("vault/*").Eligible(Has.Role("support"))
            .UpTo(Duration.FromHours(1)).BeginsAtFirstUse(Duration.FromHours(4)).AutoApproved().Build());
        await using var app = await GrantApp.StartAsync(
            app => app.MapPost("/vault/{id:int}", (int id) => id).RequireJitGrant("vault:open", "vault/{id}"), jit: jit => jit.AddPolicies(vault));
        await app.Jit.As("amina").RequestAsync("open-vault", "vault/1", minutes: 30);
        await app.AdvanceAsync(Duration.FromHours(3));

        using var first = await app.PostAsync("amina", "/vault/1");
        await app.AdvanceAsync(Duration.FromMinutes(29));
        using var second = await app.PostAsync("amina", "/vault/1");
        await app.AdvanceAsync(Duration.FromMinutes(1));
        using var third = await app.PostAsync("amina", "/vault/1");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden), (first.StatusCode, second.StatusCode, third.StatusCode));
        Assert.Equal("2026-03-02T12:30:00.000Z", first.Headers.GetValues("Jit-Grant-Expires").Single());
        Assert.Equal(first.Headers.GetValues("Jit-Grant-Expires"), second.Headers.GetValues("Jit-Grant-Expires"));
    }

    // It waits on: what stands in its way may pass.
    [Fact]
    public async Task FirstUse_OfAGrantThatMustNotBegin_SaysWhy()
    {
        var vault = JitPolicySet.Create("vault", version: 1, JitPolicy.Create("open-vault").Grants("vault:open").On("vault/*").Eligible(Has.Role("support"))
            .When(During.Hours("UTC", new LocalTime(13, 0), new LocalTime(10, 0))).UpTo(Duration.FromHours(1)).BeginsAtFirstUse(Duration.FromHours(8)).AutoApproved().Build());
        await using var app = await GrantApp.StartAsync(
            app => app.MapPost("/vault/{id:int}", (int id) => id).RequireJitGrant("vault:open", "vault/{id}"), jit: jit => jit.AddPolicies(vault));
        await app.Jit.As("amina").RequestAsync("open-vault", "vault/1", minutes: 30);
        await app.AdvanceAsync(Duration.FromHours(3));

        using var first = await app.PostAsync("amina", "/vault/1");
        await app.AdvanceAsync(Duration.FromHours(2));
        using var second = await app.PostAsync("amina", "/vault/1");

        Assert.Equal(HttpStatusCode.Forbidden, first.StatusCode);
        Assert.Equal(["jit-grant-required", "outside-window"], (await Problem.ReadAsync(first)).Findings);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    // What an application puts in the place of IJitAccess may ask for something else: the admission is of what was asked.
    [Fact]
    public async Task SingleUse_OfAnApplicationThatMapsResources_IsTakenOnceInARequest()
    {
        await using var app = await GrantApp.StartAsync(
            app => app.MapPost("/orders/{orderId:int}/refund", async (int orderId, ClaimsPrincipal user, IAuthorizationService authorization) =>
                    (await authorization.AuthorizeAsync(user, $"orders/{orderId}", "refund")).Succeeded)
                .RequireJitGrant("orders:refund", "orders/{orderId}"),
            HostPaths.AddServices,
            after: services =>
            {
                var own = services.Last(service => service.ServiceType == typeof(IJitAccess));
                services.AddSingleton<IJitAccess>(provider =>
                    new MappingAccess((IJitAccess)own.ImplementationFactory!(provider), static resource => resource?.Replace("/1", "/4711", StringComparison.Ordinal)));
            });
        await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);

        using var first = await app.PostAsync("amina", "/orders/1/refund");
        using var second = await app.PostAsync("amina", "/orders/1/refund");

        Assert.Equal((HttpStatusCode.OK, "true"), (first.StatusCode, await first.Content.ReadAsStringAsync()));
        Assert.True(first.Headers.Contains("Jit-Grant-Expires"));
        Assert.Equal(HttpStatusCode.Forbidden, second.StatusCode);
    }

    [Fact]
    public async Task SingleUse_ByManyRequestsAtOnce_IsTakenByOne()
    {
        await using var app = await HostPaths.StartAsync();
        await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.PostAsync("amina", "/orders/4711/refund")));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        Assert.Equal(19, responses.Count(response => response.StatusCode == HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task SingleUse_OfARequestThatFailsFirstForAnotherReason_IsNotTaken()
    {
        await using var app = await GrantApp.StartAsync(
            app => app.MapPost("/orders/{orderId:int}/refund", (int orderId) => orderId)
                .RequireAuthorization(policy => policy.AddRequirements(new Refusing()))
                .RequireJitGrant("orders:refund", "orders/{orderId}"));
        await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await using var lease = await app.Jit.As("amina").UseAsync("orders:refund", "orders/4711"); // it is still there
    }

    [Theory]
    [InlineData("/api/orders/4711/refund")]
    [InlineData("/mvc/orders/4711/refund")]
    [InlineData("/orders/4711/refund")]
    public async Task Lease_AsAParameter_IsTheGrantOfThisRequest(string path)
    {
        await using var app = await HostPaths.StartAsync();
        await app.GrantAsync();

        // What looks like input for the parameter is not.
        using var body = new FormUrlEncodedContent([new("grant", "x"), new("grant.Policy", "x"), new("Policy", "x")]);
        using var response = await app.PostAsync("amina", path + "?grant=x&grant.Policy=x&Policy=x", path.StartsWith("/mvc", StringComparison.Ordinal) ? body : null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("4711 refund-order", (await response.Content.ReadAsStringAsync()).Trim('"'));
    }

    [Fact]
    public async Task Lease_WhereNothingAdmits_FailsTheEndpointAndIsNeverNull()
    {
        await using var app = await GrantApp.StartAsync(app =>
        {
            app.MapGet("/open", (JitGrantLease? grant) => grant is null ? "null" : "lease");
            app.MapGet("/open-service", (HttpContext context) => context.RequestServices.GetRequiredService<JitGrantLease>().Policy);
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.GetAsync("amina", "/open"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.GetAsync("amina", "/open-service"));
    }

    [Theory]
    [InlineData("/orders/4711/refund")]
    [InlineData("/api/orders/4711/refund")]
    [InlineData("/named/4711")]
    [InlineData("/imperative/4711")]
    public async Task P15_P19_Response_UnderAGrant_TellsItsEndAndIsNotStored(string path)
    {
        await using var app = await HostPaths.StartAsync();
        await app.GrantAsync(minutes: 30);
        await app.AdvanceAsync(Duration.FromSeconds(90));

        using var response = await app.PostAsync("amina", path);

        Assert.Equal("2026-03-02T09:30:00.000Z", Assert.Single(response.Headers.GetValues("Jit-Grant-Expires")));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task P19_Response_UnderSeveralGrants_TellsTheEarliestEnd()
    {
        await using var app = await GrantApp.StartAsync(app => app
            .MapPost("/orders/{one:int}/{other:int}", (JitGrantLease grant) => grant.Ends.ToString())
            .RequireJitGrant("orders:refund", "orders/{one}")
            .RequireJitGrant("orders:refund", "orders/{other}"));
        await app.GrantAsync("orders/1", minutes: 30);
        await app.GrantAsync("orders/2", minutes: 10);

        using var response = await app.PostAsync("amina", "/orders/1/2");

        Assert.Equal("2026-03-02T09:10:00.000Z", Assert.Single(response.Headers.GetValues("Jit-Grant-Expires")));
        Assert.Equal("2026-03-02T09:10:00Z", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Response_UnderAGrant_KeepsItsOwnCacheControl()
    {
        await using var app = await GrantApp.StartAsync(app => app
            .MapGet("/payroll", (HttpContext context) => context.Response.Headers.CacheControl = "private, max-age=1")
            .RequireJitGrant("payroll:read"));
        await app.Jit.As("bo").RequestAsync("payroll", resource: null, minutes: 5);

        using var response = await app.GetAsync("bo", "/payroll");

        Assert.Equal("max-age=1, private", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Response_WithoutAGrant_SaysNothing()
    {
        await using var app = await GrantApp.StartAsync(app => app.MapGet("/open", () => "open"));

        using var response = await app.GetAsync("amina", "/open");

        Assert.False(response.Headers.Contains("Jit-Grant-Expires"));
        Assert.Null(response.Headers.CacheControl);
    }

    [Theory]
    [InlineData("refund", "orderId")]
    [InlineData("refund", "ORDERID")]
    [InlineData("refund-model", "orderId")]
    [InlineData("refund-model", "model.OrderId")]
    [InlineData("refund-model", "model[OrderId]")]
    [InlineData("refund-model", "MODEL[orderId][]")]
    [InlineData("refund-model", "model.orderId[]")]
    [InlineData("refund-model", "model.comment")] // the prefix alone keeps the route's value out: order 0 is another one too
    [InlineData("refund-record", "RECORD[ORDERID]")]
    [InlineData("refund-record", "record.note")]
    [InlineData("refund-form", "model[orderId]")]
    [InlineData("refund-typed", "model.OrderId")]
    [InlineData("refund-watched", "orderId")]
    [InlineData("refund-model?model[orderId]=4712", "comment")]
    [InlineData("refund-model?model%5BorderId%5D=4711&model%5BOrderId%5D=4712", "comment")]
    [InlineData("refund-model?model.orderId=4712", "comment")]
    [InlineData("refund?orderId=4712", "comment")]
    public async Task Action_WithInputOfTheRoutesName_IsNotDoneToAnotherOrder(string action, string field)
    {
        await using var app = await HostPaths.StartAsync();
        await app.GrantAsync();

        using var body = new FormUrlEncodedContent([new(field, "4712")]);
        using var response = await app.PostAsync("amina", "/mvc/orders/4711/" + action, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("resource-not-canonical", (await Problem.ReadAsync(response)).Reason);
        Assert.Empty(PlainController.Seen);
    }

    [Theory]
    [InlineData("refund-model", "comment", "4712", "")]
    [InlineData("refund-model", "orderId", "4711", "?orderId=4711&model.orderId=4711&model[orderId]=4711")]
    [InlineData("refund-model", "lines[0][orderId]", "4712", "?[orderId]=4712&model]=4712")]
    [InlineData("refund-record", "comment", "4712", "")]
    public async Task Action_WithOtherInput_IsDoneToTheOrderOfTheRoute(string action, string field, string value, string query)
    {
        await using var app = await HostPaths.StartAsync();
        await app.GrantAsync();

        using var body = new FormUrlEncodedContent([new(field, value)]);
        using var response = await app.PostAsync("amina", "/mvc/orders/4711/" + action + query, body);

        Assert.Equal("4711", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Action_ThatTakesAModelFromTheFormAlone_MaySendNoOrderThere()
    {
        await using var app = await HostPaths.StartAsync();
        await app.GrantAsync();

        using var body = new FormUrlEncodedContent([new("comment", "twice")]);
        using var response = await app.PostAsync("amina", "/mvc/orders/4711/refund-form", body);

        Assert.Equal("4711 0", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Filter_OfMvc_WithANamedPolicy_AsksForTheGrantToo()
    {
        await using var app = await GrantApp.StartAsync(
            app => app.MapControllers(),
            services =>
            {
                HostPaths.AddServices(services);
                services.AddControllers(options => options.Filters.Add(new Microsoft.AspNetCore.Mvc.Authorization.AuthorizeFilter("named")))
                    .OnlyTypes(typeof(FilteredController));
            });

        using var refused = await app.PostAsync("amina", "/filtered/4711");
        await app.GrantAsync();
        using var served = await app.PostAsync("amina", "/filtered/4711");
        using var other = await app.PostAsync("amina", "/filtered/4712");

        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.Forbidden], new[] { refused.StatusCode, served.StatusCode, other.StatusCode });
    }

    [Fact]
    public async Task Lease_AsAParameter_IsNoPartOfTheApi()
    {
        await using var app = await GrantApp.StartAsync(HostPaths.Map, services =>
        {
            HostPaths.AddServices(services);
            services.AddEndpointsApiExplorer();
        });

        var described = app.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items
            .SelectMany(group => group.Items)
            .Where(item => item.RelativePath!.EndsWith("/refund", StringComparison.Ordinal))
            .ToList();

        Assert.True(described.Count >= 2);
        Assert.All(described, item => Assert.Equal("orderId", Assert.Single(item.ParameterDescriptions).Name));
    }

    [Fact]
    public async Task Principal_ReplacedAfterItWasRead_IsReadAgain()
    {
        await using var app = await GrantApp.StartAsync(app =>
        {
            app.UseRouting();
            app.UseAuthentication();
            app.Use((context, next) =>
            {
                _ = context.GetJitCaller();
                context.User = HeaderSignIn.PrincipalOf("eve");
                return next(context);
            });
            app.UseAuthorization();
            app.MapPost("/orders/{orderId:int}/refund", (int orderId) => orderId).RequireJitGrant("orders:refund", "orders/{orderId}");
        });
        await app.GrantAsync();

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private sealed class Refusing : AuthorizationHandler<Refusing>, IAuthorizationRequirement
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Refusing requirement)
        {
            context.Fail();
            return Task.CompletedTask;
        }
    }
}
