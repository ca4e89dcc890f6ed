using System.Net.Http.Json;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Authorization;

/// <summary><c>AuthorizeAsync</c> without a request: in a scope, with a resource in hand.</summary>
public sealed class ImperativeTests
{
    private static readonly ClaimsPrincipal Amina = HeaderSignIn.PrincipalOf("amina");

    public static TheoryData<string, object?, string, bool> Questions() => new()
    {
        { "a text", "orders/4711", "refund", true },
        { "a text of another order", "orders/4712", "refund", false },
        { "a resource", Resource.Parse("orders/4711"), "refund", true },
        { "an object that names one", new Order("orders/4711"), "refund", true },
        { "the resource of the policy", null, "fixed", true },
        { "a text that the policy's form fits", "orders/4711", "formed", true },
        { "a text that the policy's form does not fit", "customers/4711", "formed", false },
        { "nothing for the form", null, "formed", false },
        { "nothing, which is the root", null, "refund", false },
        { "the root", Resource.Root, "refund", false },
        { "a pattern", "orders/*", "refund", false },
        { "a resource that is a pattern", Resource.Parse("orders/*"), "refund", false },
        { "an empty text", "", "refund", false },
        { "a text that is not canonical", "orders//4711", "refund", false },
        { "an object of a foreign type", new object(), "refund", false },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task AuthorizeAsync_OnAResource_AnswersForThatResource(string what, object? resource, string policy, bool allowed)
    {
        await using var app = await StartAsync();
        await app.GrantAsync();
        await using var scope = app.Services.CreateAsyncScope();

        var result = await scope.ServiceProvider.GetRequiredService<IAuthorizationService>().AuthorizeAsync(Amina, resource, policy);

        Assert.True(allowed == result.Succeeded, what);
    }

    [Fact]
    public async Task AuthorizeAsync_WithoutAGrant_SaysWhy()
    {
        await using var app = await StartAsync();
        await using var scope = app.Services.CreateAsyncScope();

        var result = await scope.ServiceProvider.GetRequiredService<IAuthorizationService>().AuthorizeAsync(Amina, "orders/4711", "refund");

        var reason = Assert.Single(result.Failure!.FailureReasons.OfType<JitGrantFailureReason>());
        Assert.Equal(Reason.NoGrant, reason.Explanation.Reason);
        Assert.Equal("orders/4711", reason.Resource);
        Assert.Equal("orders:refund", reason.Requirement.Permission);
    }

    // A worker's scope or a Blazor circuit lives for days: what is done in it is not one operation.
    [Fact]
    public async Task P25_AuthorizeAsync_InAScopeThatIsNoRequest_TakesAUseEachTime()
    {
        await using var app = await StartAsync();
        await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);
        await using var scope = app.Services.CreateAsyncScope();
        var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();

        Assert.True((await authorization.AuthorizeAsync(Amina, "orders/4711", "refund")).Succeeded);
        Assert.False((await authorization.AuthorizeAsync(Amina, "orders/4711", "refund")).Succeeded);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task AuthorizeAsync_TwiceInARequest_TakesOneUseInItsOwnScopeOnly(bool inScopesOfTheirOwn, bool second)
    {
        await using var app = await StartAsync(app => app.MapGet("/twice", async (HttpContext context) =>
        {
            using var one = context.RequestServices.CreateScope();
            var services = inScopesOfTheirOwn ? one.ServiceProvider : context.RequestServices;
            var authorization = services.GetRequiredService<IAuthorizationService>();
            return new[]
            {
                (await authorization.AuthorizeAsync(context.User, "orders/4711", "refund")).Succeeded,
                (await authorization.AuthorizeAsync(context.User, "orders/4711", "refund")).Succeeded,
            };
        }));
        await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);

        using var response = await app.GetAsync("amina", "/twice");

        var admitted = await response.Content.ReadFromJsonAsync<List<bool>>();
        Assert.Equal([true, second], admitted!);
    }

    // The request of a circuit's connection, handed to checks in the circuit's scope.
    [Fact]
    public async Task AuthorizeAsync_OnARequestInAnotherScope_TakesAUseEachTime()
    {
        await using var app = await StartAsync(app => app.MapGet("/orders/{orderId}", async (string orderId, HttpContext context) =>
        {
            using var circuit = context.RequestServices.CreateScope();
            var authorization = circuit.ServiceProvider.GetRequiredService<IAuthorizationService>();
            return new[]
            {
                (await authorization.AuthorizeAsync(context.User, context, "formed")).Succeeded,
                (await authorization.AuthorizeAsync(context.User, context, "formed")).Succeeded,
            };
        }));
        await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);

        using var response = await app.GetAsync("amina", "/orders/4711");

        var admitted = await response.Content.ReadFromJsonAsync<List<bool>>();
        Assert.Equal([true, false], admitted!);
    }

    [Fact]
    public async Task AuthorizeAsync_FromTheRoot_RemembersNothing()
    {
        await using var app = await StartAsync();
        await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);
        var authorization = app.Services.GetRequiredService<IAuthorizationService>();

        Assert.True((await authorization.AuthorizeAsync(Amina, "orders/4711", "refund")).Succeeded);
        Assert.False((await authorization.AuthorizeAsync(Amina, "orders/4711", "refund")).Succeeded);
    }

    [Fact]
    public async Task P25_AuthorizeAsync_InAScopeThatWasAdmitted_DeniesWhenTheGrantHasEnded()
    {
        await using var app = await StartAsync();
        var request = await app.GrantAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
        Assert.True((await authorization.AuthorizeAsync(Amina, "orders/4711", "refund")).Succeeded);

        await app.Jit.As("bo").RevokeAsync(request, "enough");

        Assert.False((await authorization.AuthorizeAsync(Amina, "orders/4711", "refund")).Succeeded);
    }

    [Fact]
    public async Task AuthorizeAsync_WithoutOurRequirement_UsesTheContextOfTheApplication()
    {
        var factory = new Recording();
        await using var app = await GrantApp.StartAsync(
            _ => { }, services => services.AddSingleton<IAuthorizationHandlerContextFactory>(factory));
        await using var scope = app.Services.CreateAsyncScope();
        var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();

        await authorization.AuthorizeAsync(Amina, resource: null, [new Microsoft.AspNetCore.Authorization.Infrastructure.DenyAnonymousAuthorizationRequirement()]);
        await authorization.AuthorizeAsync(Amina, resource: null, [new JitGrantRequirement("orders:refund")]);

        Assert.Equal(1, factory.Made);
    }

    private static Task<GrantApp> StartAsync(Action<WebApplication>? map = null) => GrantApp.StartAsync(map ?? (_ => { }), services => services.AddAuthorization(options =>
    {
        options.AddPolicy("refund", policy => policy.RequireJitGrant("orders:refund"));
        options.AddPolicy("fixed", policy => policy.RequireJitGrant("orders:refund", "orders/4711"));
        options.AddPolicy("formed", policy => policy.RequireJitGrant("orders:refund", "orders/{orderId}"));
    }));

    private sealed record Order(string Path) : IJitResource
    {
        public Resource JitResource => Resource.Parse(Path);
    }

    private sealed class Recording : IAuthorizationHandlerContextFactory
    {
        public int Made { get; private set; }

        public AuthorizationHandlerContext CreateContext(IEnumerable<IAuthorizationRequirement> requirements, ClaimsPrincipal user, object? resource)
        {
            Made++;
            return new AuthorizationHandlerContext(requirements, user, resource);
        }
    }
}
