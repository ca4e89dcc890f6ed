using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess.Benchmarks.Requests;

/// <summary>An application in memory whose endpoints do nothing and differ in what they demand; its user holds a grant.</summary>
internal sealed class RequestWorld : IAsyncDisposable
{
    public const string Permission = "orders:refund";
    public const string ClaimType = "department";
    public const string ClaimValue = "billing";
    private const string Scheme = "bench";

    private readonly WebApplication _app;

    private RequestWorld(WebApplication app) => _app = app;

    public MemoryServer Server => (MemoryServer)_app.Services.GetRequiredService<IServer>();

    public IServiceProvider Services => _app.Services;

    /// <summary>Makes the user anew, as reading a cookie or a token does.</summary>
    public static ClaimsPrincipal User() => new(new ClaimsIdentity(
        [
            new("iss", "https://issuer.example"), new("sub", "8c5ff0e2-amina"), new("name", "Amina"), new("role", "support"), new("auth_time", "1772442000"),
            new(ClaimType, ClaimValue),
        ],
        Scheme));

    /// <summary>Where Kestrel listens, if it does.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts it.</summary>
    /// <param name="overKestrel">Whether it listens on loopback, instead of being called.</param>
    public static async Task<RequestWorld> StartAsync(bool overKestrel = false)
    {
        var policy = JitPolicy.Create("refund").Grants(Permission).On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(8)).AutoApproved().Build();
        var everywhere = JitPolicy.Create("everything").Grants(Permission).Eligible(Has.Role("support")).UpTo(Duration.FromHours(8)).AutoApproved().Build();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (!overKestrel)
        {
            builder.Services.AddSingleton<IServer, MemoryServer>();
        }

        builder.Services.AddAuthentication(Scheme).AddScheme<AuthenticationSchemeOptions, SignedIn>(Scheme, configureOptions: null);
        builder.Services.AddAuthorization();
        builder.Services.AddJitAccess(jit => jit.UseInMemory().AddPolicies(JitPolicySet.Create("bench", version: 1, policy, everywhere)));
        var app = builder.Build();
        RequestDelegate nothing = static _ => Task.CompletedTask;
        foreach (var path in (string[])["/claim", "/control"])
        {
            app.MapGet(path, nothing).RequireAuthorization(demand => demand.RequireClaim(ClaimType, ClaimValue));
        }

        app.MapGet("/grant", nothing).RequireAuthorization(demand => demand.RequireJitGrant(Permission));
        app.MapGet("/claim/{orderId}", nothing).RequireAuthorization(demand => demand.RequireClaim(ClaimType, ClaimValue));
        app.MapGet("/grant/{orderId}", nothing).RequireAuthorization(demand => demand.RequireJitGrant(Permission, "orders/{orderId}"));
        app.MapGet("/open", nothing);
        if (overKestrel)
        {
            app.Urls.Add("http://127.0.0.1:0");
        }

        await app.StartAsync();

        var world = new RequestWorld(app);
        await world.AskAsync("refund", "orders/4711");
        await world.AskAsync("everything", resource: null);
        return world;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AskAsync(string policy, string? resource)
    {
        var role = new Fact(FactNames.Role, ["support"], "claims", NodaTime.SystemClock.Instance.GetCurrentInstant());
        var amina = new Caller(Subject.Human("https://issuer.example", "8c5ff0e2-amina")) { Presented = FactSet.Empty.With([role]) };
        await Services.GetRequiredService<IJitRequests>().SubmitAsync(amina, new JitAsk(policy, Duration.FromHours(8)) { Resource = resource is null ? null : Resource.Parse(resource) });
    }

    private sealed class SignedIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(User(), Scheme.Name)));
    }
}
