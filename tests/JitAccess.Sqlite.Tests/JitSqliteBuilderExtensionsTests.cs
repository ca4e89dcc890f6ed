using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace JitAccess.Sqlite.Tests;

public sealed class JitSqliteBuilderExtensionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task UseSqlite_RelativePath_StartsAtTheContentRoot()
    {
        await using var services = Build(builder => builder.UseSqlite("Data Source=jit.db"));
        var store = services.GetRequiredService<IGrantStore>();
        await store.InitializeAsync(default);

        Assert.True(File.Exists(_folder.DatabasePath));
        Assert.Same(store, services.GetRequiredService<IGrantStore>());
        Assert.IsAssignableFrom<IEmbeddedStore>(store);
    }

    [Fact]
    public async Task UseSqlite_AfterAnotherStore_ReplacesIt()
    {
        await using var services = Build(builder =>
        {
            builder.Services.AddSingleton(NSubstitute.Substitute.For<IGrantStore>());
            builder.UseSqlite("Data Source=one.db").UseSqlite("Data Source=jit.db");
        });

        await Assert.Single(services.GetServices<IGrantStore>()).InitializeAsync(default);
        Assert.Equal([_folder.DatabasePath], Directory.GetFiles(_folder.Path, "*.db"));
    }

    [Fact]
    public void UseSqlite_WhatCannotWork_IsRefusedWhereItIsWritten()
    {
        Assert.Throws<ArgumentException>(() => Build(builder => builder.UseSqlite("Data Source=")));
        Assert.Throws<InvalidOperationException>(() => Build(builder => builder.UseSqlite("Data Source=jit.db", options => options.BusyTimeout = Duration.Zero)));
        Assert.Throws<InvalidOperationException>(() => Build(builder => builder.UseSqlite("Data Source=jit.db", options => options.BusyTimeout = Duration.FromHours(1))));
    }

    private ServiceProvider Build(Action<JitAccessBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_folder.Time);
        services.AddSingleton<IHostEnvironment>(new Environment(_folder.Path));
        configure(new JitAccessBuilder(services));
        return services.BuildServiceProvider();
    }

    private sealed class Environment(string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "Test";

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
