using System.Net.WebSockets;
using JitAccess.Stores;
using JitAccess.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.AspNetCore.Tests;

/// <summary>A web application in a test server, with amina (support), bo (support-lead) and eve (nothing).</summary>
internal sealed class GrantApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GrantApp(WebApplication app)
    {
        _app = app;
        Jit = JitTestHost.Over(app.Services);
        Store = (FragileStore)app.Services.GetRequiredService<IGrantStore>();
    }

    public JitTestHost Jit { get; }

    public FragileStore Store { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Builds the application without starting it.</summary>
    public static WebApplication Build(
        Action<WebApplication> map, Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null, Action<JitAccessBuilder>? jit = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        before?.Invoke(builder.Services);
        builder.Services.AddJitAccess(choices =>
        {
            choices.AddPolicies(TestPolicies.All);
            jit?.Invoke(choices);
        });
        builder.Services.AddAuthentication(HeaderSignIn.Name).AddScheme<AuthenticationSchemeOptions, HeaderSignIn>(HeaderSignIn.Name, configureOptions: null);
        after?.Invoke(builder.Services);
        builder.Services.AddJitTesting(people => people.Person("amina", "support").Person("bo", "support-lead").Person("eve"));
        builder.Services.Replace(ServiceDescriptor.Singleton<IGrantStore, FragileStore>());
        var app = builder.Build();
        map(app);
        return app;
    }

    public static async Task<GrantApp> StartAsync(
        Action<WebApplication> map, Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null, Action<JitAccessBuilder>? jit = null)
    {
        var app = Build(map, before, after, jit);
        await app.StartAsync();
        return new GrantApp(app);
    }

    /// <summary>Takes over an application that was built here and has been started.</summary>
    public static GrantApp Over(WebApplication app) => new(app);

    public HttpClient ClientOf(string? user)
    {
        var client = _app.GetTestClient();
        if (user is not null)
        {
            client.DefaultRequestHeaders.Add(HeaderSignIn.Header, user);
        }

        return client;
    }

    public async Task<HttpResponseMessage> SendAsync(string? user, HttpMethod method, string path, HttpContent? body = null)
    {
        using var client = ClientOf(user);
        using var request = new HttpRequestMessage(method, path) { Content = body };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> PostAsync(string? user, string path, HttpContent? body = null) => SendAsync(user, HttpMethod.Post, path, body);

    public Task<HttpResponseMessage> GetAsync(string? user, string path) => SendAsync(user, HttpMethod.Get, path);

    public Task<WebSocket> ConnectAsync(string? user, string path)
    {
        var client = _app.GetTestServer().CreateWebSocketClient();
        if (user is not null)
        {
            client.ConfigureRequest = request => request.Headers[HeaderSignIn.Header] = user;
        }

        return client.ConnectAsync(new Uri("ws://localhost" + path), CancellationToken.None);
    }

    /// <summary>Gives amina a grant for an order, approved by bo.</summary>
    public async Task<JitRequest> GrantAsync(string resource = "orders/4711", int minutes = 30)
    {
        var request = await Jit.As("amina").RequestAsync("refund-order", resource, minutes);
        await Jit.As("bo").ApproveAsync(request);
        return request;
    }

    public Task AdvanceAsync(Duration duration) => Jit.AdvanceAsync(duration);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
