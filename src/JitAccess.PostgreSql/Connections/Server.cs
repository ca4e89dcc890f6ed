using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>The connections to one database. The primary is asked, always: a standby lags, and a node that reads it would not know.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Server : IDisposable
{
    private readonly NpgsqlDataSource _source;

    private Server(NpgsqlDataSource source, string name)
    {
        _source = source;
        Name = name;
    }

    /// <summary>Host and database, for messages; never a name or a password.</summary>
    public string Name { get; }

    /// <summary>Reads a connection string; nothing is connected yet.</summary>
    /// <exception cref="ArgumentException">The connection string is malformed, or names no host.</exception>
    public static Server Create(string connectionString, PostgreSqlStoreOptions options)
    {
        var settings = Parse(connectionString);
        var seconds = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        settings.CommandTimeout = seconds;
        settings.Timeout = seconds;
        settings.ApplicationName ??= "JitAccess";
        settings.Enlist = false; // what was committed does not depend on a transaction of the application's
        settings.IncludeErrorDetail = false; // details hold values
        settings.NoResetOnClose = true; // nothing that is set outlives its transaction
        settings.TargetSessionAttributes = null;
        settings.CancellationTimeout = -1; // a statement that is cancelled leaves a broken connection, never an answer: a COMMIT that waits for a standby would say "done"
        settings.KeepAlive = settings.KeepAlive == 0 ? 10 : settings.KeepAlive; // seconds; whoever listens learns that nobody is there any more
        settings.MaxAutoPrepare = Says(connectionString, "Max Auto Prepare", "MaxAutoPrepare") ? settings.MaxAutoPrepare : 64;

        // A starting node reads every live grant: with the provider's 8 KiB it would wait for the network every few rows.
        settings.ReadBufferSize = Says(connectionString, "Read Buffer Size", "ReadBufferSize") ? settings.ReadBufferSize : 64 * 1024;

        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        options.ConfigureDataSource?.Invoke(builder);
        NpgsqlDataSource source = settings.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
        return new Server(source, $"{settings.Host}:{settings.Port}/{settings.Database ?? "(default database)"}");
    }

    /// <summary>Reads a connection string and says what is wrong with it.</summary>
    /// <exception cref="ArgumentException">It is malformed, or names no host.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return string.IsNullOrEmpty(settings.Host)
            ? throw new ArgumentException("The PostgreSQL connection string names no host. Name one: \"Host=db.example;Database=app;Username=app\".", nameof(connectionString))
            : settings;
    }

    // 0, for a pooler that knows no prepared statements, is a choice; the provider's own default is none.
    private static bool Says(string connectionString, params ReadOnlySpan<string> names)
    {
        var said = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connectionString };
        foreach (var name in names)
        {
            if (said.ContainsKey(name))
            {
                return true;
            }
        }

        return false;
    }

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    public void Dispose() => _source.Dispose();
}
