using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Validation;

/// <summary>Razor components: only the endpoint of a page demands the grant, so everything else stops the start.</summary>
public sealed class ComponentTests
{
    [Theory]
    [InlineData(typeof(PayrollPage), "PayrollPage has [RequireJitGrant], and nothing enforces it there")]
    [InlineData(typeof(Part), "Part has [RequireJitGrant], and nothing enforces it there")]
    [InlineData(typeof(Handler), "Handler.Save has [RequireJitGrant], and nothing enforces it there")]
    public Task P17_Component_ThatNoEndpointCarries_StopsTheStart(Type type, string finding) =>
        FailsAsync(finding, app => app.MapGet("/same", () => "x").RequireJitGrant("payroll:read"), type);

    [Fact]
    public async Task Page_ThatAnEndpointCarries_NeedsAGrant()
    {
        await using var app = await GrantApp.StartAsync(app => Map(app), services => Add(services, typeof(PayrollPage)));

        using var refused = await app.GetAsync("bo", "/payroll-page");
        await app.Jit.As("bo").RequestAsync("payroll", resource: null, minutes: 5);
        using var served = await app.GetAsync("bo", "/payroll-page");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (refused.StatusCode, served.StatusCode));
    }

    [Fact]
    public Task P17_Page_InAnApplicationWithAnInteractiveRouter_StopsTheStart() =>
        FailsAsync("interactive render modes", app => Map(app).AddInteractiveServerRenderMode(), typeof(PayrollPage));

    [Theory]
    [InlineData(typeof(PayrollPage), false, true)]
    [InlineData(typeof(PayrollPage), true, false)]
    [InlineData(typeof(ExcludedPage), true, true)]
    [InlineData(typeof(InteractivePage), false, false)]
    [InlineData(typeof(InteractivePage), true, false)]
    public async Task Page_ThatMayBeRenderedWithoutItsEndpoint_IsRefused(Type page, bool hasInteractiveModes, bool isInOrder)
    {
        await using var app = GrantApp.Build(
            app =>
            {
                var mapped = app.MapRazorComponents<Root>();
                _ = hasInteractiveModes ? mapped.AddInteractiveServerRenderMode() : mapped;
            },
            services => Add(services));
        var mapped = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
            .Single(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type == typeof(PayrollPage));
        var endpoint = new Endpoint(requestDelegate: null, new EndpointMetadataCollection([.. mapped.Metadata, new ComponentTypeMetadata(page)]), "page");

        Assert.Equal(isInOrder, ComponentRules.Refuse(endpoint) is null);
    }

    private static RazorComponentsEndpointConventionBuilder Map(WebApplication app)
    {
        app.UseAntiforgery();
        return app.MapRazorComponents<Root>();
    }

    private static void Add(IServiceCollection services, params Type[] types)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddControllers().OnlyTypes(types);
    }

    private static async Task FailsAsync(string finding, Action<WebApplication> map, Type type)
    {
        await using var app = GrantApp.Build(map, services => Add(services, type));

        var exception = await Assert.ThrowsAsync<JitEndpointException>(() => app.StartAsync());

        Assert.Contains(finding, exception.Message, StringComparison.Ordinal);
    }

    public sealed class Root : ComponentBase;

    [RequireJitGrant("payroll:read"), Microsoft.AspNetCore.Components.Route("/payroll-page")]
    public sealed class PayrollPage : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, "everybody's salary");
    }

    [RequireJitGrant("payroll:read")]
    public sealed class Part : ComponentBase;

    public sealed class Handler : ComponentBase
    {
        [RequireJitGrant("payroll:read")]
        public static void Save()
        {
        }
    }

    [ExcludeFromInteractiveRouting]
    public sealed class ExcludedPage : ComponentBase;

    [Interactive]
    public sealed class InteractivePage : ComponentBase;

    private sealed class InteractiveAttribute : RenderModeAttribute
    {
        public override IComponentRenderMode Mode => RenderMode.InteractiveServer;
    }
}
