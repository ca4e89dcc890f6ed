using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitAccess.AspNetCore.Tests.Authorization;

/// <summary>A pipeline that lacks a middleware throws or denies; it never serves.</summary>
public sealed class MissingMiddlewareTests
{
    public static TheoryData<string> Paths() => new("/api/orders/4711/refund", "/mvc/orders/4711/refund", "/orders/4711/refund", "/named/4711");

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task WithoutUseAuthorization_NoPathServes(string path)
    {
        using var host = await StartAsync(app => app.UseRouting().UseAuthentication());
        using var client = ClientOf(host);

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.PostAsync(path, content: null));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task WithUseAuthorizationBeforeRouting_NoPathServes(string path)
    {
        using var host = await StartAsync(app => app.UseAuthentication().UseAuthorization().UseRouting());
        using var client = ClientOf(host);

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.PostAsync(path, content: null));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    [InlineData("/imperative/4711")]
    public async Task WithoutUseAuthentication_NobodyIsSignedIn(string path)
    {
        using var host = await StartAsync(app => app.UseRouting().UseAuthorization(), services => services.Configure<Microsoft.AspNetCore.Authentication.AuthenticationOptions>(options =>
        {
            options.DefaultScheme = null;
            options.DefaultAuthenticateScheme = null;
        }));
        using var client = ClientOf(host);

        using var response = await client.PostAsync(path, content: null);

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task WithoutUseAuthorization_AHubMethodIsStillDenied()
    {
        using var host = await StartAsync(app => app.UseRouting().UseAuthentication());
        var client = host.GetTestServer().CreateWebSocketClient();
        client.ConfigureRequest = request => request.Headers[HeaderSignIn.Header] = "eve";

        await using var hub = await HubClient.OpenAsync(await client.ConnectAsync(new Uri("ws://localhost/hub"), CancellationToken.None));
        var (result, error) = await hub.InvokeAsync(nameof(RefundHub.Refund), 4711);

        Assert.Null(result);
        Assert.NotNull(error);
    }

    [Fact]
    public async Task WithoutANode_AWorkerIsDenied()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IHostEnvironment>(new Environment());
        services.AddJitAccess();
        await using var provider = services.BuildServiceProvider();

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(
            () => provider.GetRequiredService<IJitAccess>().UseAsync(Subject.Workload("https://issuer.test", "job"), "orders:refund", "orders/1").AsTask());

        Assert.Equal(Reason.NotSynchronised, rejected.Reason);
    }

    private static async Task<IHost> StartAsync(Func<IApplicationBuilder, IApplicationBuilder> pipeline, Action<IServiceCollection>? after = null)
    {
        var host = new HostBuilder()
            .ConfigureWebHost(web => web
                .UseTestServer()
                .ConfigureLogging(logging => logging.ClearProviders())
                .ConfigureServices(services =>
                {
                    HostPaths.AddServices(services);
                    services.AddRouting();
                    services.AddJitAccess(jit => jit.AddPolicies(TestPolicies.All));
                    services.AddAuthentication(HeaderSignIn.Name)
                        .AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, HeaderSignIn>(HeaderSignIn.Name, configureOptions: null);
                    after?.Invoke(services);
                    services.AddJitTesting(people => people.Person("amina", "support").Person("bo", "support-lead").Person("eve"));
                })
                .Configure(app => pipeline(app).UseEndpoints(HostPaths.Map)))
            .Build();
        await host.StartAsync();
        var request = await JitAccess.Testing.JitTestHost.Over(host.Services).As("amina").RequestAsync("refund-fast", "orders/4711", minutes: 5);
        Assert.NotNull(request.GrantId); // whoever is admitted is not refused for want of a grant
        return host;
    }

    private static HttpClient ClientOf(IHost host)
    {
        var client = host.GetTestClient();
        client.DefaultRequestHeaders.Add(HeaderSignIn.Header, "amina");
        return client;
    }

    private sealed class Environment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Testing";

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
