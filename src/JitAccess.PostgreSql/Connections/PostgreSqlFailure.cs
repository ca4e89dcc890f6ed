using System.Net.Sockets;
using JitAccess.Stores;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>Says in words what PostgreSQL says in codes: what is wrong, with which database, and how to mend it. No value of a statement is repeated.</summary>
internal static class PostgreSqlFailure
{
    /// <summary>Whether the database refused what was written, rather than being unable to write.</summary>
    public static bool IsRefusal(PostgresException exception) => exception.SqlState.StartsWith("23", StringComparison.Ordinal);

    /// <summary>The exception that a caller of the store sees.</summary>
    public static Exception Explain(Exception exception, string server) => exception switch
    {
        PostgresException refused when IsRefusal(refused) => new InvalidOperationException(
            $"The database \"{server}\" refuses an illegal change: {refused.MessageText}. This is a defect of the code that sealed the batch.", refused),
        PostgresException failed => new StoreUnavailableException($"The database \"{server}\" {Describe(failed)}.", failed),
        NpgsqlException or SocketException or IOException or TimeoutException => new StoreUnavailableException(
            $"The database \"{server}\" cannot be reached, or did not answer in time. See that the server runs, and that this machine may connect to it.", exception),
        _ => exception,
    };

    private static string Describe(PostgresException failed) => failed.SqlState switch
    {
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn =>
            "does not hold the tables of JitAccess: they were never made, or were removed. Initialise the store, or put the database back from its backup",
        PostgresErrorCodes.InsufficientPrivilege => $"does not let this user do it: {failed.MessageText}. Grant the right, or let the owner of the schema initialise the store",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "refuses this user or password",
        PostgresErrorCodes.InvalidCatalogName => "does not exist. Create it",
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources =>
            $"has no room: {failed.MessageText}. Free some; nothing of the change was written",
        PostgresErrorCodes.TooManyConnections => "takes no more connections. Raise max_connections, or lower Maximum Pool Size in the connection string",
        PostgresErrorCodes.ReadOnlySqlTransaction => "is read-only: it is a standby, or was made so. Name the primary",
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled =>
            "did not answer in time: another process holds the journal for too long. Find it in pg_stat_activity, or raise CommandTimeout",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => "is starting or stopping",
        _ => $"cannot be used: {failed.MessageText} (SQLSTATE {failed.SqlState})",
    };
}
