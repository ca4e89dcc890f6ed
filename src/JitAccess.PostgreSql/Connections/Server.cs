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
        settings.MaxAutoPrepare = settings.MaxAutoPrepare == 0 ? 64 : settings.MaxAutoPrepare;

        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        options.ConfigureDataSource?.Invoke(builder);
        NpgsqlDataSource source = settings.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
        return new Server(source, $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}");
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

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    public void Dispose() => _source.Dispose();
}
