using NightlyPurge;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning); // what this sample has to say, it says on the console
builder.Services.AddJitAccessCore(jit => jit
    .UseSqlite("Data Source=nightly-purge.db")
    .AddPolicies("policies/*.json")
    .UseDirectory<WorkloadDirectory>());
builder.Services.AddSingleton(Console.Out);
builder.Services.AddSingleton<ICustomers, DemoCustomers>();
builder.Services.AddHostedService<PurgeService>();
await builder.Build().RunAsync();
