using NodaTime;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>How the PostgreSQL store behaves. Read once, when the store is made.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class PostgreSqlStoreOptions
{
    private static readonly Duration ShortestTimeout = Duration.FromSeconds(1);
    private static readonly Duration LongestTimeout = Duration.FromMinutes(1);

    /// <summary>Gets or sets the schema that holds the tables; it is created when it is missing. Several applications may share a database, each with a schema.</summary>
    /// <value>The default is <c>jitaccess</c>. 1 to 40 lower-case letters, digits and underscores, not starting with a digit or <c>pg_</c>.</value>
    public string Schema { get; set; } = "jitaccess";

    /// <summary>Gets or sets how long a statement may take, waiting for others that commit included.</summary>
    /// <value>The default is five seconds. One second to one minute; after that the store counts as unavailable.</value>
    public Duration CommandTimeout { get; set; } = Duration.FromSeconds(5);

    /// <summary>Gets or sets what configures the connections beyond the connection string, such as a password that changes, or certificates.</summary>
    /// <value>The default is <see langword="null"/>: the connection string says everything.</value>
    public Action<NpgsqlDataSourceBuilder>? ConfigureDataSource { get; set; }

    /// <summary>A clock in place of the server's, for tests that move time.</summary>
    internal Func<Instant>? Clock { get; set; }

    /// <summary>Refuses values outside their range.</summary>
    internal void Demand()
    {
        if (Schema is not { Length: > 0 and <= 40 } || char.IsAsciiDigit(Schema[0]) || Schema.StartsWith("pg_", StringComparison.Ordinal)
            || !Schema.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            throw new InvalidOperationException(
                $"PostgreSqlStoreOptions.{nameof(Schema)} is \"{Schema}\"; it must be 1 to 40 lower-case letters, digits and underscores, not starting with a digit or pg_.");
        }

        if (CommandTimeout < ShortestTimeout || CommandTimeout > LongestTimeout)
        {
            throw new InvalidOperationException(
                $"PostgreSqlStoreOptions.{nameof(CommandTimeout)} is {CommandTimeout}; it must be one second to one minute.");
        }
    }
}
