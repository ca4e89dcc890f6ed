using JitAccess;
using JitAccess.Sqlite;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite as the store.</summary>
public static class JitSqliteBuilderExtensions
{
    /// <summary>Keeps everything in a SQLite file of this machine. Replaces a store chosen earlier.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">
    /// Names the file: <c>Data Source=jit.db</c>. A relative path starts at the content root. <c>Data Source=:memory:</c> lives as long as the store.
    /// </param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The connection string is malformed, names no file, or asks for what the store cannot work with.</exception>
    public static JitAccessBuilder UseSqlite(this JitAccessBuilder builder, string connectionString) =>
        builder.UseSqlite(connectionString, static _ => { });

    /// <summary>Keeps everything in a SQLite file of this machine. Replaces a store chosen earlier.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">
    /// Names the file: <c>Data Source=jit.db</c>. A relative path starts at the content root. <c>Data Source=:memory:</c> lives as long as the store.
    /// </param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The connection string is malformed, names no file, or asks for what the store cannot work with.</exception>
    public static JitAccessBuilder UseSqlite(this JitAccessBuilder builder, string connectionString, Action<SqliteStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        ArgumentNullException.ThrowIfNull(configure);
        DatabaseLocation.Parse(connectionString, AppContext.BaseDirectory); // what is wrong with it shows here, where it is written
        var options = new SqliteStoreOptions();
        configure(options);
        options.Demand();
        builder.Services.RemoveAll<IGrantStore>();
        builder.Services.AddSingleton<IGrantStore>(services =>
        {
            var root = services.GetService<IHostEnvironment>()?.ContentRootPath ?? AppContext.BaseDirectory;
            return new SqliteGrantStore(DatabaseLocation.Parse(connectionString, root), options, services.GetRequiredService<TimeProvider>());
        });
        return builder;
    }
}
