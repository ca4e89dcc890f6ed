using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.Benchmarks.Nodes;

/// <summary>A node as an application runs it, on one database with others.</summary>
internal sealed class BenchmarkNode : IAsyncDisposable
{
    private readonly IHost _host;

    public BenchmarkNode(string connection, string keyFile, bool hears = true)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Benchmark" });
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddJitAccessCore(jit =>
        {
            jit.UsePostgreSql(connection).UseKeyFile(Path.GetFullPath(keyFile)).AddPolicies(JitPolicySet.Create("bench", 1, Refund)).Configure(options =>
            {
                options.Administration.MayRevoke = Has.Role("support-lead");
                options.WaitAtStart = Duration.FromMinutes(1);
            });
            if (!hears)
            {
                var store = jit.Services.Last(service => service.ServiceType == typeof(IGrantStore));
                jit.Services.Replace(ServiceDescriptor.Singleton<IGrantStore>(services => new DeafStore(
                    (IGrantStore)(store.ImplementationFactory?.Invoke(services) ?? ActivatorUtilities.CreateInstance(services, store.ImplementationType!)))));
            }
        });
        _host = builder.Build();
    }

    public static JitPolicy Refund { get; } = JitPolicy.Create("refund-order")
        .Grants("orders:refund").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(8))
        .AutoApproved()
        .Build();

    public IServiceProvider Services => _host.Services;

    public IJitAccess Access => Services.GetRequiredService<IJitAccess>();

    public static Caller CallerOf(string name, string role) => new(Subject.Human("https://issuer.example", name))
    {
        Presented = FactSet.Empty.With([new Fact(FactNames.Role, [role], "claims", SystemClock.Instance.GetCurrentInstant())]),
    };

    public Task StartAsync() => _host.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    /// <summary>The store without its hints.</summary>
    private sealed class DeafStore(IGrantStore inner) : ForwardingStore, IAsyncDisposable
    {
        protected override IGrantStore Inner => inner;

        public async ValueTask DisposeAsync()
        {
            if (inner is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
            else
            {
                (inner as IDisposable)?.Dispose();
            }
        }
    }
}
