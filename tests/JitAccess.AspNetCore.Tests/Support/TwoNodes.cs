using System.Net;
using System.Net.WebSockets;
using JitAccess.Journal;
using JitAccess.Stores;
using JitAccess.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.AspNetCore.Tests;

/// <summary>Two nodes on one store and one clock, each a real server on the loopback interface, with amina (support) and bo (support-lead).</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly WebApplication _here;
    private readonly WebApplication _there;

    private readonly CuttableStore _way;

    private TwoNodes(WebApplication here, WebApplication there, CuttableStore way)
    {
        (_here, _there, _way) = (here, there, way);
        Here = JitTestHost.Over(here.Services);
        There = JitTestHost.Over(there.Services);
    }

    /// <summary>The node that people talk to.</summary>
    public JitTestHost Here { get; }

    /// <summary>The node that connections are open to.</summary>
    public JitTestHost There { get; }

    /// <summary>Whether the other node reaches the store no more.</summary>
    public bool IsThereCutOff
    {
        get => _way.IsCut;
        set => _way.IsCut = value;
    }

    public static async Task<TwoNodes> StartAsync(Action<WebApplication> map, Action<IServiceCollection> services)
    {
        var time = new FakeTime();
        var (store, ring) = (new InMemoryStore(time), new EphemeralKeyRing());
        var here = Build(store, ring, time, map, services);
        await here.StartAsync();
        var way = new CuttableStore(store);
        var there = Build(way, ring, time, map, services);
        await there.StartAsync();
        return new TwoNodes(here, there, way);
    }

    /// <summary>A client of the other node that speaks nothing but one version of HTTP.</summary>
    public HttpClient ClientOf(string user, Version version)
    {
        var client = new HttpClient
        {
            BaseAddress = new Uri(AddressOf(version)),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        client.DefaultRequestHeaders.Add(HeaderSignIn.Header, user);
        return client;
    }

    public async Task<WebSocket> ConnectAsync(string user, string path)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader(HeaderSignIn.Header, user);
        await socket.ConnectAsync(new Uri(AddressOf(HttpVersion.Version11).Replace("http:", "ws:", StringComparison.Ordinal) + path), CancellationToken.None);
        return socket;
    }

    /// <summary>Gives amina a grant for an order, approved by bo, that both nodes know.</summary>
    public async Task<JitRequest> GrantAsync(int minutes)
    {
        var request = await Here.As("amina").RequestAsync("refund-order", "orders/4711", minutes);
        await Here.As("bo").ApproveAsync(request);
        await There.SettleAsync();
        return request;
    }

    /// <summary>Lets time pass on both.</summary>
    public async Task AdvanceAsync(Duration duration)
    {
        await There.AdvanceAsync(duration);
        await Here.SettleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in (WebApplication[])[_there, _here])
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    private static WebApplication Build(
        IGrantStore store, IJitKeyRing ring, FakeTime time, Action<WebApplication> map, Action<IServiceCollection> services)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Logging.ClearProviders();
        services(builder.Services);
        builder.Services.AddJitAccess(jit => jit.AddPolicies(TestPolicies.All)
            .Configure(options => options.Administration.MayRevoke = Has.Role("support-lead")));
        builder.Services.AddAuthentication(HeaderSignIn.Name).AddScheme<AuthenticationSchemeOptions, HeaderSignIn>(HeaderSignIn.Name, configureOptions: null);
        builder.Services.AddJitTesting(people => people.Person("amina", "support").Person("bo", "support-lead"), time);
        builder.Services.Replace(ServiceDescriptor.Singleton(store));
        builder.Services.Replace(ServiceDescriptor.Singleton(ring));
        var app = builder.Build();
        map(app);
        return app;
    }

    private string AddressOf(Version version) =>
        _there.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(version.Major - 1);

    private sealed class CuttableStore(IGrantStore store) : ForwardingStore
    {
        public volatile bool IsCut;

        protected override IGrantStore Inner => IsCut ? throw new StoreUnavailableException("The node is cut off.") : store;
    }
}
