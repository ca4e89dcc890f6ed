using JitAccess;
using JitAccess.PostgreSql;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses PostgreSQL as the store.</summary>
public static class JitPostgreSqlBuilderExtensions
{
    /// <summary>Keeps everything in a PostgreSQL database that many nodes share. Replaces a store chosen earlier. Needs a key ring, such as <c>UseKeyFile</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">
    /// An Npgsql connection string, such as <c>Host=db.example;Database=app;Username=app</c>. Of several hosts the primary is used.
    /// </param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The connection string is malformed, or names no host.</exception>
    /// <exception cref="InvalidOperationException">An option is outside its range.</exception>
    public static JitAccessBuilder UsePostgreSql(this JitAccessBuilder builder, string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        Server.Parse(connectionString); // what is wrong with it shows here, where it is written
        var options = new PostgreSqlStoreOptions();
        configure?.Invoke(options);
        options.Demand();
        builder.Services.RemoveAll<IGrantStore>();
        builder.Services.AddSingleton<IGrantStore>(services => new PostgreSqlGrantStore(connectionString, options, services.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
