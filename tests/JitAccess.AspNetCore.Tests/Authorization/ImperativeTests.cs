using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
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
        Assert.Equal(allowed, scope.ServiceProvider.GetRequiredService<JitOperation>().Lease is not null);
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

    [Fact]
    public async Task AuthorizeAsync_InOneScope_TakesOneUseAndInAnotherTheNext()
    {
        await using var app = await StartAsync();
        await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);

        Assert.True(await TwiceInOneScopeAsync(app));
        Assert.False(await TwiceInOneScopeAsync(app));
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

    private static Task<GrantApp> StartAsync() => GrantApp.StartAsync(_ => { }, services => services.AddAuthorization(options =>
    {
        options.AddPolicy("refund", policy => policy.RequireJitGrant("orders:refund"));
        options.AddPolicy("fixed", policy => policy.RequireJitGrant("orders:refund", "orders/4711"));
        options.AddPolicy("formed", policy => policy.RequireJitGrant("orders:refund", "orders/{orderId}"));
    }));

    private static async Task<bool> TwiceInOneScopeAsync(GrantApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
        return (await authorization.AuthorizeAsync(Amina, "orders/4711", "refund")).Succeeded
            && (await authorization.AuthorizeAsync(Amina, "orders/4711", "refund")).Succeeded;
    }

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
