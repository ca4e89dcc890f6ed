using System.Security.Claims;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.Benchmarks.Authorization;

/// <summary>
/// <c>AuthorizeAsync</c> with our requirement beside an empty one, both in one container. The operation is one whole request each time: subject
/// resolved, grant found, admission made.
/// </summary>
[MemoryDiagnoser]
public class AuthorizeBenchmarks
{
    private const string Permission = "orders:refund";

    private readonly AuthorizationPolicy _empty = new AuthorizationPolicyBuilder().AddRequirements(new EmptyRequirement()).Build();
    private readonly AuthorizationPolicy _claim = new AuthorizationPolicyBuilder().RequireClaim(ClaimTypes.NameIdentifier).Build();
    private readonly AuthorizationPolicy _grant = new AuthorizationPolicyBuilder().RequireJitGrant(Permission).Build();
    private readonly ClaimsPrincipal _user = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "amina"), new Claim(ClaimTypes.Role, "support")], "bench"));
    private WebApplication _app = null!;

    /// <summary>Starts a host in which the user holds the grant.</summary>
    /// <returns>A task that ends when the grant is live.</returns>
    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var policy = JitPolicy.Create("refund").Grants(Permission).Eligible(Has.Role("support")).UpTo(Duration.FromHours(8)).AutoApproved().Build();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddJitAccess(jit => jit.UseInMemory().AddPolicies(JitPolicySet.Create("bench", version: 1, policy)));
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        await _app.StartAsync();

        var role = new Fact(FactNames.Role, ["support"], "claims", Instant.FromDateTimeUtc(DateTime.UtcNow));
        var amina = new Caller(Subject.Human("bench", "amina")) { Presented = FactSet.Empty.With([role]) };
        await _app.Services.GetRequiredService<IJitRequests>().SubmitAsync(amina, new JitAsk("refund", Duration.FromHours(8)));
        if (!await GrantAsync())
        {
            throw new InvalidOperationException("The benchmark's user holds no grant.");
        }
    }

    /// <summary>Stops the host.</summary>
    /// <returns>A task that ends when the host has stopped.</returns>
    [GlobalCleanup]
    public async Task CleanUpAsync() => await _app.DisposeAsync();

    /// <summary>The yardstick.</summary>
    /// <returns>Succeeded.</returns>
    [Benchmark(Baseline = true)]
    public Task<bool> EmptyAsync() => AuthorizeAsync(_empty);

    /// <summary>The framework's own claim requirement.</summary>
    /// <returns>Succeeded.</returns>
    [Benchmark]
    public Task<bool> ClaimAsync() => AuthorizeAsync(_claim);

    /// <summary>Our requirement.</summary>
    /// <returns>Succeeded.</returns>
    [Benchmark]
    public Task<bool> GrantAsync() => AuthorizeAsync(_grant);

    private async Task<bool> AuthorizeAsync(AuthorizationPolicy policy)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = _user };
        var result = await scope.ServiceProvider.GetRequiredService<IAuthorizationService>().AuthorizeAsync(_user, context, policy);
        return result.Succeeded;
    }
}
