using System.Globalization;
using System.Reflection;
using JitAccess.AspNetCore.Tests.Api;
using JitAccess.AspNetCore.Tests.Authorization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitAccess.AspNetCore.Tests.Validation;

/// <summary>What is protected wrongly stops the start, all at once.</summary>
public sealed class EndpointValidationTests
{
    [Fact]
    public async Task Start_OfWhatIsInOrder_Succeeds()
    {
        await using var app = await HostPaths.StartAsync();
    }

    [Fact]
    public Task Start_WithAllowAnonymousBesideTheAttribute_Fails() => FailsAsync(
        app => app.MapGet("/a", () => "x").RequireJitGrant("payroll:read").AllowAnonymous(), "allows anonymous access");

    [Fact]
    public Task Start_WithAllowAnonymousOnTheGroup_Fails() => FailsAsync(
        app => app.MapGroup("/g").AllowAnonymous().MapGet("/a", () => "x").RequireJitGrant("payroll:read"), "allows anonymous access");

    [Fact]
    public Task Start_WithAllowAnonymousBesideANamedPolicy_Fails() => FailsAsync(
        app => app.MapGet("/a", () => "x").RequireAuthorization("named").AllowAnonymous(),
        "allows anonymous access",
        services => services.AddAuthorization(options => options.AddPolicy("named", policy => policy.RequireJitGrant("payroll:read"))));

    [Fact]
    public Task Start_WithAllowAnonymousBesideAPolicyThatOnlyAProviderKnows_Fails() => FailsAsync(
        app => app.MapGet("/a", () => "x").RequireAuthorization("grant:payroll:read").AllowAnonymous(),
        "allows anonymous access",
        services => services.AddSingleton<IAuthorizationPolicyProvider, GrantPolicyProvider>());

    [Fact]
    public Task Start_WithAGrantThatOnlyTheFallbackPolicyDemands_Fails() => FailsAsync(
        app => app.MapGet("/shops", () => "x").ShortCircuit(),
        "leaves the grant that it needs (orders:refund) to the fallback policy",
        services => services.AddAuthorization(options => options.FallbackPolicy = GrantPolicyProvider.Of("orders:refund", null)));

    [Fact]
    public async Task Start_WithAnonymousAccessInsteadOfTheFallbackPolicy_Succeeds()
    {
        await using var app = await GrantApp.StartAsync(
            app => app.MapGet("/open", () => "x").AllowAnonymous(),
            services => services.AddAuthorization(options => options.FallbackPolicy = GrantPolicyProvider.Of("payroll:read", null)));

        using var response = await app.GetAsync("eve", "/open");
        Assert.Equal("x", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Start_WithANameThatNoPolicyHas_LeavesItToTheMiddlewareToThrow()
    {
        await using var app = await GrantApp.StartAsync(app => app.MapGet("/a", () => "x").RequireAuthorization("nobody-knows"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.GetAsync("bo", "/a"));
    }

    [Fact]
    public Task Start_WithAllowAnonymousOnControllers_Fails() => FailsAsync(
        app => app.MapControllers().AllowAnonymous(), "allows anonymous access", services => services.AddControllers().OnlyTypes(typeof(RefundController)));

    [Fact]
    public Task Start_WithAPlaceholderThatTheRouteLacks_Fails() => FailsAsync(
        app => app.MapGet("/orders/{id}", () => "x").RequireJitGrant("orders:refund", "orders/{orderId}"), "has no value {orderId}");

    [Fact]
    public Task Start_WithAPlaceholderThatTheHubMethodLacks_Fails() => FailsAsync(
        app => app.MapHub<LackingHub>("/hub"), "the method has no parameter order", services => services.AddSignalR());

    [Fact]
    public Task Start_WithAHubArgumentWithoutOneSpelling_Fails() => FailsAsync(
        app => app.MapHub<LackingHub>("/hub"), "the type of amount, Double, has no one spelling", services => services.AddSignalR());

    [Fact]
    public Task Start_WithARouteValueWithoutOneSpelling_Fails() => FailsAsync(
        app => app.MapGet("/orders/{amount:double}", () => "x").RequireJitGrant("orders:refund", "orders/{amount}"), "the type of {amount} has no one spelling");

    // 4711 and 04711 are one order and would be two resources.
    [Theory]
    [InlineData("/orders/{orderId}", typeof(OrderId))]
    [InlineData("/orders/{orderId}", typeof(OrderId?))]
    [InlineData("/orders/{orderId:minlength(2)}", typeof(OrderId))]
    public Task Start_WithARouteValueBoundToATypeWithoutOneSpelling_Fails(string route, Type type) => FailsAsync(
        app => app.MapPost(route, Handlers.Of(type)).RequireJitGrant("orders:refund", "orders/{orderId}"),
        "the type of {orderId} has no one spelling");

    [Theory]
    [InlineData("/orders/{orderId:int}", typeof(OrderId))]
    [InlineData("/orders/{orderId}", typeof(int?))]
    [InlineData("/orders/{orderId}", typeof(string))]
    [InlineData("/orders/{orderId}", typeof(Guid))]
    [InlineData("/orders/{orderId}", typeof(DayOfWeek))]
    public async Task Start_WithARouteValueOfOneSpelling_Succeeds(string route, Type type)
    {
        await using var app = await GrantApp.StartAsync(app => app.MapPost(route, Handlers.Of(type)).RequireJitGrant("orders:refund", "orders/{orderId}"));
    }

    [Fact]
    public Task Start_WithAnActionThatBindsATypeWithoutOneSpelling_Fails() => FailsAsync(
        app => app.MapControllers(), "the type of {orderId} has no one spelling", services => services.AddControllers().OnlyTypes(typeof(LooseController)));

    [Theory]
    [InlineData("Orders:Refund", "orders/1", "permission \"Orders:Refund\" is not canonical")]
    [InlineData("orders:refund", "orders//1", "resource \"orders//1\" is not canonical")]
    [InlineData("orders:refund", "orders/*", "is not canonical")]
    [InlineData("orders:refund", "orders/{id:int}", "is not canonical")]
    [InlineData("orders:refund", "orders/x{id}", "is not canonical")]
    public Task Start_WithWhatIsNotCanonical_Fails(string permission, string resource, string finding) => FailsAsync(
        app => app.MapGet("/orders/{id}", () => "x").RequireJitGrant(permission, resource), finding);

    [Fact]
    public Task Start_WithAPermissionThatNoPolicyCovers_Fails() => FailsAsync(
        app => app.MapGet("/a", () => "x").RequireJitGrant("orders:refunds"), "covers the permission orders:refunds");

    [Fact]
    public async Task Start_OfAHostThatBringsNoPolicies_KnowsNoPermissionToMiss()
    {
        await using var app = GrantApp.Build(
            app => app.MapGet("/a", () => "x").RequireJitGrant("orders:refunds"),
            after: services => services.Remove(services.Single(descriptor => descriptor.ServiceType == typeof(JitPolicySet))));

        await app.StartAsync();
    }

    [Theory]
    [InlineData(typeof(Misplaced.OrderService), "OrderService.Refund has [RequireJitGrant], and nothing enforces it there")]
    [InlineData(typeof(Misplaced.ProtectedService), "ProtectedService has [RequireJitGrant], and nothing enforces it there")]
    [InlineData(typeof(Misplaced.PageHandlers), "page handlers are not protected one by one")]
    [InlineData(typeof(Misplaced.NestedController), "NestedController.Refund has [RequireJitGrant], and nothing enforces it there")]
    [InlineData(typeof(NoActionController), "NoActionController.Helper has [RequireJitGrant], and the method is no action")]
    [InlineData(typeof(Misplaced.HiddenHub), "no client can call the method")]
    public Task Start_WithTheAttributeWhereNothingEnforcesIt_Fails(Type type, string finding) => FailsAsync(
        _ => { }, finding, services => services.AddControllers().OnlyTypes(type));

    [Fact]
    public async Task Start_WithAHandlerThatIsMapped_TakesItsAttributeForEnforced()
    {
        await using var app = await GrantApp.StartAsync(
            app => app.MapPost("/orders/{orderId:int}", Misplaced.Handlers.Refund), services => services.AddControllers().OnlyTypes(typeof(Misplaced.Handlers)));
    }

    [Fact]
    public Task Start_WithTheCheckForUnhandledMetadataSuppressed_Fails() => FailsAsync(
        app => app.MapGet("/a", () => "x").RequireJitGrant("payroll:read"),
        "SuppressCheckForUnhandledSecurityMetadata",
        services => services.Configure<RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true));

    [Fact]
    public Task Start_WithMvcThatDoesNotUseEndpoints_Fails() => FailsAsync(
        app => app.UseMvc(),
        "EnableEndpointRouting is off",
        services => services.AddMvc(options => options.EnableEndpointRouting = false).OnlyTypes(typeof(RefundController)));

    [Fact]
    public async Task Start_WithManyFindings_TellsAllAtOnce()
    {
        await using var app = GrantApp.Build(app =>
        {
            app.MapGet("/a", () => "x").RequireJitGrant("payroll:read").AllowAnonymous();
            app.MapGet("/b", () => "x").RequireJitGrant("orders:refund", "orders/{orderId}");
            app.MapGet("/c", () => "x").RequireJitGrant("nothing:covers");
        });

        var exception = await Assert.ThrowsAsync<JitEndpointException>(() => app.StartAsync());

        Assert.Equal(3, exception.Findings.Length);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Start_WithoutAnAuthenticationScheme_Warns(bool hasScheme, bool warns)
    {
        using var log = new LogLines();
        await using var app = await GrantApp.StartAsync(_ => { }, after: services =>
        {
            services.AddSingleton<ILoggerProvider>(log);
            if (!hasScheme)
            {
                services.RemoveAll<IConfigureOptions<AuthenticationOptions>>();
            }
        });

        Assert.Equal(warns, log.Ours.Any(line => line.Event is { Id: 2007, Name: "NobodySignsIn" }));
    }

    private static async Task FailsAsync(Action<WebApplication> map, string finding, Action<IServiceCollection>? services = null)
    {
        await using var app = GrantApp.Build(map, services);

        var exception = await Assert.ThrowsAsync<JitEndpointException>(() => app.StartAsync());

        Assert.Contains(finding, exception.Message, StringComparison.Ordinal);
    }

    public readonly record struct OrderId(int Number) : IParsable<OrderId>
    {
        public static OrderId Parse(string s, IFormatProvider? provider) => new(int.Parse(s, CultureInfo.InvariantCulture));

        public static bool TryParse(string? s, IFormatProvider? provider, out OrderId result)
        {
            result = new(int.TryParse(s, CultureInfo.InvariantCulture, out var number) ? number : 0);
            return s is not null;
        }
    }

    private sealed class GrantPolicyProvider(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
    {
        private const string Prefix = "grant:";

        public static AuthorizationPolicy Of(string permission, string? resource) => new AuthorizationPolicyBuilder().RequireJitGrant(permission, resource).Build();

        public override async Task<AuthorizationPolicy?> GetPolicyAsync(string policyName)
        {
            await Task.Yield();
            return policyName.StartsWith(Prefix, StringComparison.Ordinal) ? Of(policyName[Prefix.Length..], null) : await base.GetPolicyAsync(policyName);
        }
    }

    private static class Handlers
    {
        public static Delegate Of(Type type) =>
            typeof(Handlers).GetMethod(nameof(Refund), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type)
                .CreateDelegate(typeof(Func<,>).MakeGenericType(type, typeof(string)));

        private static string Refund<T>(T orderId) => $"{orderId}";
    }

    public sealed class LackingHub : Hub
    {
        [RequireJitGrant("orders:refund", Resource = "orders/{order}")]
        public string Refund(int orderId) => $"{orderId}";

        [RequireJitGrant("orders:refund", Resource = "orders/{amount}")]
        public string RefundAmount(double amount) => $"{amount > 0}";
    }
}
