using System.Net;
using System.Text;
using JitAccess.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>What only a real server shows.</summary>
public sealed class ServerTests
{
    [Theory]
    [InlineData(100_000, false)]
    [InlineData(100_000, true)]
    [InlineData(3_000_000, false)]
    [InlineData(3_000_000, true)]
    public async Task Body_OverTheLimit_IsAnsweredSoThatTheClientCanReadIt(int bytes, bool isChunked)
    {
        await using var app = await StartAsync();
        using var client = ClientOf(app);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var request = ApiHost.Request(HttpMethod.Post, "/jit/requests", "amina");
            request.Content = new StringContent("{\"justification\":\"" + new string('x', bytes) + "\"}", Encoding.UTF8, "application/json");
            request.Headers.TransferEncodingChunked = isChunked;
            using var response = await client.SendAsync(request);

            (await Answer.ReadAsync(response)).Refuses(413, "body-too-large");
        }
    }

    [Fact]
    public async Task Header_GivenTwice_IsRefused()
    {
        await using var app = await StartAsync();
        using var client = ClientOf(app);
        using var request = ApiHost.Request(HttpMethod.Post, "/jit/requests", "amina", ("Idempotency-Key", "one"), ("Idempotency-Key", "one"));
        request.Content = new StringContent("""{"policy":"refund-order","duration":"PT1M"}""", Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);

        Assert.Equal("Idempotency-Key", (await Answer.ReadAsync(response)).Refuses(400, "idempotency-key-invalid").Text("member"));
    }

    [Fact]
    public async Task Answer_OnALoopbackConnection_IsServedOverPlainHttp()
    {
        await using var app = await StartAsync();
        using var client = ClientOf(app);
        using var request = ApiHost.Request(HttpMethod.Get, "/jit/policies", "amina");
        using var response = await client.SendAsync(request);

        (await Answer.ReadAsync(response)).Is(200);
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        builder.Services.AddAuthentication(HeaderAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.Name, configureOptions: null);
        builder.Services.AddJitAccess(jit => jit.AddPolicies(ApiPolicies.All).UseInMemory());
        builder.Services.AddJitTesting(people => people.Person("amina", "support"));
        var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapJitAccess();
        await app.StartAsync();
        return app;
    }

    private static HttpClient ClientOf(WebApplication app) => new()
    {
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
    };
}
