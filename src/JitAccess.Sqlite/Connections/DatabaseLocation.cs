using System.Security.Cryptography;
using JitAccess.Stores;
using Microsoft.Data.Sqlite;

namespace JitAccess.Sqlite;

/// <summary>Where a database is: a file on this machine, or memory that is private to the store.</summary>
internal sealed class DatabaseLocation
{
    private readonly SqliteConnectionStringBuilder _connection;

    private DatabaseLocation(SqliteConnectionStringBuilder connection, string? path)
    {
        _connection = connection;
        Path = path;
    }

    /// <summary>The full path; nothing for a database in memory.</summary>
    public string? Path { get; }

    /// <summary>The file that holds the local key.</summary>
    public string? KeyPath => Path is null ? null : Path + ".key";

    /// <summary>Makes a connection string. Only whoever prepares a database may create it: a file that vanished is an error, not an empty store.</summary>
    public string ConnectionString(bool create) =>
        create ? _connection.ConnectionString : new SqliteConnectionStringBuilder(_connection.ConnectionString) { Mode = SqliteOpenMode.ReadWrite }.ConnectionString;

    /// <summary>Reads a connection string; a relative path starts at a root folder.</summary>
    public static DatabaseLocation Parse(string connectionString, string root)
    {
        var connection = new SqliteConnectionStringBuilder(connectionString)
        {
            Pooling = false, // the store keeps its own connections, with their statements prepared
            DefaultTimeout = 1, // SQLite's own busy handler waits; the provider's loop would sleep on
        };
        if (connection.DataSource.Length == 0)
        {
            throw new ArgumentException(Sentence("names no file. Name one: \"Data Source=jit.db\""), nameof(connectionString));
        }

        if (connection.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(Sentence("names a URI. Name a path: \"Data Source=jit.db\""), nameof(connectionString));
        }

        if (connection.Mode == SqliteOpenMode.ReadOnly)
        {
            throw new ArgumentException(Sentence("opens the database read-only, and a store must write. Leave Mode out"), nameof(connectionString));
        }

        var isMemory = connection.Mode == SqliteOpenMode.Memory || connection.DataSource == ":memory:";
        if (connection.Cache == SqliteCacheMode.Shared && !isMemory)
        {
            throw new ArgumentException(Sentence("asks for a shared cache, in which readers block the writer. Leave Cache out"), nameof(connectionString));
        }

        return isMemory ? InMemory(connection) : InFile(connection, System.IO.Path.GetFullPath(connection.DataSource, root));
    }

    /// <summary>Makes the file, empty, for its owner alone; one that exists keeps the rights it has. SQLite gives its other files the same.</summary>
    public void CreateFile()
    {
        if (Path is null || _connection.Mode == SqliteOpenMode.ReadWrite || OperatingSystem.IsWindows() || File.Exists(Path))
        {
            return; // ReadWrite creates nothing; on Windows a file has the rights that its folder hands down
        }

        try
        {
            using var made = new FileStream(
                Path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }
        catch (IOException) when (File.Exists(Path))
        {
            return; // another process was first
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The database \"{Path}\" cannot be opened: {exception.Message} Its folder must exist, and this process must be allowed to create files in it.", exception);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Path ?? ":memory:";

    // Several connections see one database in memory only through this file system of SQLite's own.
    private static DatabaseLocation InMemory(SqliteConnectionStringBuilder connection)
    {
        connection.DataSource = $"file:/jitaccess-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}?vfs=memdb";
        connection.Mode = SqliteOpenMode.ReadWriteCreate;
        connection.Cache = SqliteCacheMode.Default;
        return new DatabaseLocation(connection, null);
    }

    private static DatabaseLocation InFile(SqliteConnectionStringBuilder connection, string path)
    {
        connection.DataSource = path;
        return new DatabaseLocation(connection, path);
    }

    private static string Sentence(string what) => $"The SQLite connection string {what}.";
}
