using System.Net;
using System.Text;
using JitAccess.Stores;
using JitAccess.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>An application with the API on a clock of the test's, in this process.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiHost(WebApplication app, LogLines log)
    {
        _app = app;
        Log = log;
        Jit = JitTestHost.Over(app.Services);
        Client = app.GetTestClient();
    }

    public JitTestHost Jit { get; }

    public LogLines Log { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The store, when the host was started on one that breaks.</summary>
    public FragileStore Store => (FragileStore)Services.GetRequiredService<IGrantStore>();

    public static async Task<ApiHost> StartAsync(
        Action<JitAccessBuilder>? configure = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? use = null,
        string environment = "Testing",
        string prefix = "/jit",
        bool breakable = false,
        Action<RouteGroupBuilder>? group = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment, ApplicationName = "api-tests" });
        var log = new LogLines();
        builder.WebHost.UseTestServer();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddRouting();
        builder.Services.AddJitAccess(jit =>
        {
            jit.AddPolicies(ApiPolicies.All).TenantFromClaim("tid").Configure(options => options.DirectoryCacheFor = Duration.Zero);
            configure?.Invoke(jit);
        });
        if (build is null)
        {
            builder.Services.AddAuthentication(HeaderAuthentication.Name)
                .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.Name, configureOptions: null);
        }

        build?.Invoke(builder);
        builder.Services.AddJitTesting(AddPeople);
        if (breakable)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IGrantStore, FragileStore>());
        }

        var app = builder.Build();
        app.Use(ActAsServer);
        app.UseRouting();
        if (app.Services.GetService<IAuthenticationSchemeProvider>() is not null)
        {
            app.UseAuthentication();
        }

        app.UseAuthorization();
        use?.Invoke(app);
        var mapped = app.MapJitAccess(prefix);
        group?.Invoke(mapped);
        await app.StartAsync();
        log.Clear();
        return new ApiHost(app, log);
    }

    public Task<Answer> GetAsync(string user, string path, params (string Name, string Value)[] headers) =>
        SendAsync(Request(HttpMethod.Get, path, user, headers));

    /// <summary>Posts JSON; <see langword="null"/> posts no body at all.</summary>
    public Task<Answer> PostAsync(string user, string path, string? json, params (string Name, string Value)[] headers)
    {
        var request = Request(HttpMethod.Post, path, user, headers);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await Client.SendAsync(request);
            return await Answer.ReadAsync(response);
        }
    }

    public static HttpRequestMessage Request(HttpMethod method, string path, string user, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (user.Length > 0)
        {
            request.Headers.Add("X-User", Uri.EscapeDataString(user));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>Amina asks for a refund of one order, for half an hour.</summary>
    public async Task<Answer> AskAsync(string user = "amina", string order = "4711", params (string Name, string Value)[] headers) =>
        (await PostAsync(
            user,
            "/jit/requests",
            $$"""{"policy":"refund-order","resource":"orders/{{order}}","duration":"PT30M","justification":"customer was charged twice"}""",
            headers)).Is(201);

    /// <summary>Amina asks, Bo approves; returns the grant's id.</summary>
    public async Task<string> GrantAsync(string user = "amina", string order = "4711")
    {
        var asked = await AskAsync(user, order);
        return (await PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve"}""")).Is(201).Text("grantId");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void AddPeople(TestPeople people) => people
        .Person("amina", "support").Person("ravi", "support")
        .Person("bo", "support-lead").Person("chen", "support-lead")
        .Person("dara", "privacy-officer").Person("olga", "on-call").Person("eve")
        .Add("amina@other", Elsewhere("amina", "support")).Add("bo@other", Elsewhere("bo", "support-lead"))
        .Add("dara@other", Elsewhere("dara", "privacy-officer"));

    private static DirectoryEntry Elsewhere(string name, string role) =>
        new(Subject.Human(TestPeople.Issuer, name, Tenant.Of("other"))) { Roles = [role] };

    // What a server knows of a connection, which a test server has none of.
    private static Task ActAsServer(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.TryGetValue("X-Address", out var address))
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(address.ToString());
        }

        if (context.Request.Headers.TryGetValue("X-Path-Base", out var pathBase))
        {
            context.Request.PathBase = pathBase.ToString();
        }

        context.Request.Scheme = context.Request.Headers.TryGetValue("X-Scheme", out var scheme) ? scheme.ToString() : "http";
        return next(context);
    }
}
