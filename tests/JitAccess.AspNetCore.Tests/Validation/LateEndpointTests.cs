using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace JitAccess.AspNetCore.Tests.Validation;

/// <summary>Endpoints that appear while the application runs are judged at their first hit.</summary>
public sealed class LateEndpointTests
{
    [Fact]
    public async Task Endpoint_AddedWithAnonymousAccess_IsNotServed()
    {
        using var source = new GrowingSource();
        await using var app = await GrantApp.StartAsync(app => ((IEndpointRouteBuilder)app).DataSources.Add(source));

        source.Add("/late", new RequireJitGrantAttribute("payroll:read"), new AllowAnonymousAttribute());
        using var response = await app.GetAsync("bo", "/late");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("jit-grant-required", (await Problem.ReadAsync(response)).Reason);
    }

    [Fact]
    public async Task Endpoint_AddedInOrder_IsProtectedLikeAnyOther()
    {
        using var source = new GrowingSource();
        await using var app = await GrantApp.StartAsync(app => ((IEndpointRouteBuilder)app).DataSources.Add(source));
        source.Add("/late", new RequireJitGrantAttribute("payroll:read"));

        using var refused = await app.GetAsync("bo", "/late");
        await app.Jit.As("bo").RequestAsync("payroll", resource: null, minutes: 5);
        using var served = await app.GetAsync("bo", "/late");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    private sealed class GrowingSource : EndpointDataSource, IDisposable
    {
        private readonly List<Endpoint> _endpoints = [];
        private CancellationTokenSource _changed = new();

        public override IReadOnlyList<Endpoint> Endpoints => _endpoints;

        public override IChangeToken GetChangeToken() => new CancellationChangeToken(_changed.Token);

        public void Add(string route, params object[] metadata)
        {
            _endpoints.Add(new RouteEndpoint(
                context => context.Response.WriteAsync("served"), RoutePatternFactory.Parse(route), order: 0, new EndpointMetadataCollection(metadata), route));
            var before = _changed;
            _changed = new CancellationTokenSource();
            before.Cancel();
            before.Dispose();
        }

        public void Dispose() => _changed.Dispose();
    }
}
